// go-mssqldb (as Debian packages it) against the lab. One argument: a JSON object with address,
// ca, user and password. Prints "ok NAME" or "not ok NAME: why" for each check.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	mssql "github.com/denisenkom/go-mssqldb"
)

type settings struct{ Address, Ca, User, Password string }

func check(name string, err error) {
	if err == nil {
		fmt.Println("ok", name)
	} else {
		fmt.Printf("not ok %s: %s\n", name, err)
	}
}

func (s settings) open(port int, password string, more string) (*sql.DB, error) {
	return sql.Open("mssql", fmt.Sprintf(
		"server=%s;port=%d;user id=%s;password=%s;database=CM_P01;dial timeout=5;%s",
		s.Address, port, s.User, password, more))
}

func expect(condition bool, format string, values ...interface{}) error {
	if condition {
		return nil
	}
	return fmt.Errorf(format, values...)
}

// A refused login or handshake whose error contains `part`.
func (s settings) refused(port int, password, more, part string) error {
	db, err := s.open(port, password, more)
	if err == nil {
		err = db.Ping()
	}
	if err == nil {
		return fmt.Errorf("it was let in")
	}
	return expect(strings.Contains(err.Error(), part), "expected %q in %q", part, err)
}

func join(db *sql.DB) error {
	rows, err := db.Query("select p.name, t.pet from people p inner join pets t on t.owner = p.name "+
		"where p.id >= ?1 and t.pet <> ?2 order by p.id", 1, "Cat 世")
	if err != nil {
		return err
	}
	defer rows.Close()
	got := ""
	for rows.Next() {
		var name, pet string
		if err := rows.Scan(&name, &pet); err != nil {
			return err
		}
		got += name + "=" + pet + "|"
	}
	if rows.Err() != nil {
		return rows.Err()
	}
	return expect(got == "Zoë é 世 😀=Tom|bob  =Rex|", "got %q", got)
}

func types(db *sql.DB) error {
	var name, note sql.NullString
	var born interface{}
	var active sql.NullBool
	var height sql.NullFloat64
	var badge []byte
	var big sql.NullInt64
	const query = "select name, born, note, active, height, badge, big from people where id = ?1"
	row := db.QueryRow(query, int64(1))
	if err := row.Scan(&name, &born, &note, &active, &height, &badge, &big); err != nil {
		return err
	}
	at, _ := born.(time.Time)
	good := name.String == "Zoë é 世 😀" && at.Format("2006-01-02 15:04:05.000") == "2026-11-24 03:42:10.120" &&
		len(note.String) > 8000 && strings.HasSuffix(note.String, "row 1000 世") && active.Bool &&
		height.Float64 == 1.75 && string(badge) == "\x00\xff\x10" && big.Int64 == 12345678901
	if !good {
		return fmt.Errorf("row 1: %v %v %d %v %v %v %v", name, born, len(note.String), active, height, badge, big)
	}
	if err := db.QueryRow(query, 2).Scan(&name, &born, &note, &active, &height, &badge, &big); err != nil {
		return err
	}
	good = name.String == "bob  " && born == nil && !note.Valid && active.Valid && !active.Bool &&
		!height.Valid && badge == nil && !big.Valid
	return expect(good, "row 2: %v %v %v %v %v %v %v", name, born, note, active, height, badge, big)
}

func parameters(db *sql.DB) error {
	var text, none sql.NullString
	var number int64
	var real float64
	var bytes []byte
	err := db.QueryRow("select ?1, ?2, ?3, ?4, ?5", "é 世 😀", int64(-7), 2.5, []byte{1, 0, 2}, nil).
		Scan(&text, &number, &real, &bytes, &none)
	if err != nil {
		return err
	}
	return expect(text.String == "é 世 😀" && number == -7 && real == 2.5 && string(bytes) == "\x01\x00\x02" &&
		!none.Valid, "got %v %v %v %v %v", text, number, real, bytes, none)
}

func many(db *sql.DB) error {
	rows, err := db.Query("select n, word from numbers order by n")
	if err != nil {
		return err
	}
	defer rows.Close()
	count, sum := 0, 0
	for rows.Next() {
		var n int
		var word string
		if err := rows.Scan(&n, &word); err != nil {
			return err
		}
		if word != fmt.Sprintf("row %d 世", n) {
			return fmt.Errorf("row %d is %q", n, word)
		}
		count++
		sum += n
	}
	return expect(rows.Err() == nil && count == 10000 && sum == 50005000, "%d rows, %v", count, rows.Err())
}

func prepared(db *sql.DB) error {
	statement, err := db.Prepare("select word from numbers where n = ?1")
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, n := range []int{1, 10000, 5} {
		var word string
		if err := statement.QueryRow(n).Scan(&word); err != nil {
			return err
		}
		if word != fmt.Sprintf("row %d 世", n) {
			return fmt.Errorf("%d gave %q", n, word)
		}
	}
	return nil
}

func transaction(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	var count int
	if err := tx.QueryRow("select @@trancount").Scan(&count); err != nil {
		return err
	}
	return expect(tx.Commit() == nil && count == 1, "count %d", count)
}

// An attention: the wait on the server is 20 s.
func cancel(s settings) error {
	db, err := s.open(14344, s.Password, "encrypt=true;TrustServerCertificate=true")
	if err != nil {
		return err
	}
	soon, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer stop()
	begin := time.Now()
	_, err = db.QueryContext(soon, "select 1")
	return expect(err == context.DeadlineExceeded && time.Since(begin) < 5*time.Second,
		"%v after %v", err, time.Since(begin))
}

func serverError(db *sql.DB) error {
	_, err := db.Query("select * from nowhere")
	failure, is := err.(mssql.Error)
	return expect(is && failure.Number == 208, "got %v", err)
}

func main() {
	var s settings
	if err := json.Unmarshal([]byte(os.Args[1]), &s); err != nil {
		panic(err)
	}
	checked := "encrypt=true;certificate=" + s.Ca
	trusting := "encrypt=true;TrustServerCertificate=true"
	for _, way := range []struct {
		name, more string
		port       int
	}{
		{"certificate checked", checked, 14332},
		{"certificate not checked", trusting, 14333},
		{"only the login encrypted", "encrypt=false;TrustServerCertificate=true", 1433},
		{"no encryption", "encrypt=disable", 14336},
		{"flight of a big chain", checked, 14337},
	} {
		db, err := s.open(way.port, s.Password, way.more)
		if err != nil {
			check(way.name, err)
			continue
		}
		check(way.name+": join", join(db))
		check(way.name+": types and NULLs", types(db))
		check(way.name+": parameters", parameters(db))
		check(way.name+": 10,000 rows", many(db))
		check(way.name+": prepared", prepared(db))
		check(way.name+": transaction", transaction(db))
		check(way.name+": error 208", serverError(db))
		// not closed: this old driver panics when it closes a TLS connection
	}
	check("unknown authority refused", s.refused(14333, s.Password, checked, "unknown authority"))
	check("wrong name refused", s.refused(14334, s.Password, checked, "x509"))
	check("expired refused", s.refused(14335, s.Password, checked, "expired"))
	check("wrong password", s.refused(14332, "wrong", trusting, "Login failed for user"))
	windows := s
	windows.User = "CONTOSO\\second"
	// this old driver knows NTLM of version 1 only
	check("NTLM version 1 refused", windows.refused(14332, s.Password, trusting, "untrusted domain"))
	check("attention", cancel(s))
}
