// tedious against the lab. One argument: a JSON object with address, ca (a path), user and
// password. Prints "ok NAME" or "not ok NAME: why" for each check.
'use strict';
const fs = require('fs');
const assert = require('assert');
const { Connection, Request, TYPES } = require('tedious');

const given = JSON.parse(process.argv[2]);
const ca = fs.readFileSync(given.ca);

async function check(name, run) {
  try {
    await run();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}: ${String((error && error.message) || error).split('\n').join(' ')}`);
  }
}

function connect(port, more, password, type = 'default') {
  const connection = new Connection({
    server: given.address,
    authentication: {
      type,
      options: {
        userName: given.user, password: password === undefined ? given.password : password,
        ...(type === 'ntlm' ? { domain: 'CONTOSO' } : {}),
      },
    },
    options: {
      port, database: 'CM_P01', connectTimeout: 5000, requestTimeout: 15000, useUTC: true,
      rowCollectionOnRequestCompletion: false, ...more,
    },
  });
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

// How a request is sent: a batch, sp_executesql, or prepared.
function run(connection, sql, parameters = [], how = 'execSql') {
  return new Promise((resolve, reject) => {
    const rows = [];
    const request = new Request(sql, (error) => (error ? reject(error) : resolve(rows)));
    for (const [name, type, value] of parameters) request.addParameter(name, type, value);
    request.on('row', (columns) => rows.push(columns.map((column) => column.value)));
    connection[how](request);
  });
}

function prepared(connection, sql, name, type, values) {
  return new Promise((resolve, reject) => {
    const rows = [];
    let next = 0;
    const request = new Request(sql, (error) => {
      if (error) return reject(error);
      if (next < values.length) return connection.execute(request, { [name]: values[next++] });
      request.removeAllListeners('prepared');
      request.callback = (failure) => (failure ? reject(failure) : resolve(rows));
      return connection.unprepare(request);
    });
    request.addParameter(name, type);
    request.on('row', (columns) => rows.push(columns.map((column) => column.value)));
    request.on('prepared', () => connection.execute(request, { [name]: values[next++] }));
    connection.prepare(request);
  });
}

async function everything(name, port, more) {
  let connection;
  await check(`${name}: login`, async () => { connection = await connect(port, more); });
  if (connection === undefined) return;
  await check(`${name}: join`, async () => {
    const rows = await run(connection,
      'select p.name, t.pet from people p inner join pets t on t.owner = p.name where p.id >= @id and t.pet <> @pet order by p.id',
      [['id', TYPES.Int, 1], ['pet', TYPES.NVarChar, 'Cat 世']]);
    assert.deepStrictEqual(rows, [['Zoë é 世 😀', 'Tom'], ['bob  ', 'Rex']]);
  });
  await check(`${name}: types and NULLs`, async () => {
    const rows = await run(connection,
      'select name, born, note, active, height, badge, big from people order by id', [], 'execSqlBatch');
    const [one, two, three] = rows;
    assert.strictEqual(one[1].toISOString(), '2026-11-24T03:42:10.120Z');
    assert.ok(one[2].startsWith('row 1 世') && one[2].endsWith('row 1000 世'));
    assert.deepStrictEqual([one[0], one[3], one[4], one[5], one[6]],
      ['Zoë é 世 😀', true, 1.75, Buffer.from([0, 255, 16]), '12345678901']);
    assert.deepStrictEqual(two, ['bob  ', null, null, false, null, null, null]);
    assert.strictEqual(three[1].toISOString().slice(0, 19), '1899-12-31T23:59:59');
    assert.deepStrictEqual([three[2], three[3], three[4]], ['', null, -0.5]);
  });
  await check(`${name}: parameters`, async () => {
    const rows = await run(connection, 'select @t as t, @n as n, @i as i, @b as b, @f as f, @x as x, @d as d', [
      ['t', TYPES.NVarChar, 'é 世 😀'], ['n', TYPES.NVarChar, null], ['i', TYPES.Int, -7],
      ['b', TYPES.Bit, true], ['f', TYPES.Float, 2.5], ['x', TYPES.VarBinary, Buffer.from([1, 0, 2])],
      ['d', TYPES.DateTime, new Date('2026-11-24T03:42:10.000Z')]]);
    const [t, n, i, b, f, x, d] = rows[0];
    assert.deepStrictEqual([t, n, i, Number(b), f, x], ['é 世 😀', null, -7, 1, 2.5, Buffer.from([1, 0, 2])]);
    assert.strictEqual(new Date(d).toISOString().slice(0, 19), '2026-11-24T03:42:10');
  });
  await check(`${name}: prepared`, async () => {
    const rows = await prepared(connection, 'select word from numbers where n = @n', 'n', TYPES.Int, [1, 10000, 5]);
    assert.deepStrictEqual(rows, [['row 1 世'], ['row 10000 世'], ['row 5 世']]);
  });
  await check(`${name}: 10,000 rows`, async () => {
    const rows = await run(connection, 'select n, word from numbers order by n', [], 'execSqlBatch');
    assert.strictEqual(rows.length, 10000);
    rows.forEach(([n, word], i) => assert.ok(n === i + 1 && word === `row ${n} 世`));
  });
  await check(`${name}: error 208, then going on`, async () => {
    await assert.rejects(run(connection, 'select * from nowhere'), { number: 208 });
    assert.deepStrictEqual(await run(connection, 'select db_name()'), [['CM_P01']]);
  });
  await check(`${name}: transaction`, async () => {
    await new Promise((resolve, reject) => connection.beginTransaction((e) => (e ? reject(e) : resolve())));
    assert.deepStrictEqual(await run(connection, 'select @@trancount'), [[1]]);
    await new Promise((resolve, reject) => connection.commitTransaction((e) => (e ? reject(e) : resolve())));
  });
  connection.close();
}

async function cancelled(port, sql, wait) {
  const connection = await connect(port, { encrypt: true, trustServerCertificate: true });
  const begin = Date.now();
  await new Promise((resolve, reject) => {
    const request = new Request(sql, (error) => (
      error && error.code === 'ECANCEL' ? resolve() : reject(error || new Error('it was not cancelled'))));
    if (wait === 0) request.once('row', () => request.cancel());
    else setTimeout(() => request.cancel(), wait);
    connection.execSqlBatch(request);
  });
  assert.ok(Date.now() - begin < 15000, `after ${Date.now() - begin} ms`);
  connection.close();
}

async function main() {
  const checked = { encrypt: true, trustServerCertificate: false, cryptoCredentialsDetails: { ca } };
  const trusting = { encrypt: true, trustServerCertificate: true };
  await everything('certificate checked', 14332, checked);
  await everything('certificate not checked', 14333, trusting);
  await everything('no encryption asked for', 1433, { encrypt: false, trustServerCertificate: true });
  await everything('strict, certificate checked', 14347, { ...checked, encrypt: 'strict' });
  await everything('TDS 7.3', 14332, { ...trusting, tdsVersion: '7_3_B' });
  await everything('TDS 7.2', 14332, { ...trusting, tdsVersion: '7_2' });
  await everything('packets of 512 bytes', 14345, trusting);
  await everything('flight of a big chain', 14337, checked);
  await check('unknown authority refused', () => assert.rejects(connect(14333, checked), /certificate|self-signed/));
  await check('wrong name refused', () => assert.rejects(connect(14334, checked), /altnames/));
  await check('expired refused', () => assert.rejects(connect(14335, checked), /expired/));
  await check('wrong password', () => assert.rejects(connect(14332, trusting, 'wrong'), /Login failed for user/));
  await check('NTLM', async () => {
    const connection = await connect(14332, trusting, undefined, 'ntlm');
    assert.deepStrictEqual(await run(connection, 'select db_name()'), [['CM_P01']]);
    connection.close();
  });
  await check('NTLM: wrong password', () => assert.rejects(connect(14332, trusting, 'wrong', 'ntlm'), /untrusted domain/));
  await check('attention while the server waits', () => cancelled(14344, 'select 1', 300));
  await check('attention while rows are sent', () => cancelled(14345,
    'select a.word, b.word, a.n from numbers a inner join numbers b on b.n <= 4', 0));
  process.exit(0);
}

main();
