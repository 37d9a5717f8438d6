# FILES (a list of .sql files) -> OUT, a C file with one `const char site_sql_NAME[]` each.
set(text "#include \"site/statements.h\"\n")
foreach(file IN LISTS FILES)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(APPEND text "\nconst char site_sql_${name}[] = {${bytes}0};\n")
endforeach()
file(WRITE ${OUT} "${text}")
