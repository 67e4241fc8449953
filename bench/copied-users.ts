import Database from "better-sqlite3";
import pg from "pg";

/*
 * Copies of the one user there is, made by the database, for what is measured among a million: `person-1`, `person-2`, … with an
 * address of their own, and a handle and a group where the one has them. They have all that a list and a look at a user read, and no
 * password.
 */

/** A custom attribute that the one user may have, and that each copy has with its own name as the value. */
export const HANDLE = "custom:handle";

const indexed = "by_sub, by_username, by_email, by_user_status";

interface PostgresUsers {
  readonly connectionString: string;
  readonly schema: string;
  /** In all. */
  readonly count: number;
}

export async function fillPostgres({ connectionString, schema, count }: PostgresUsers): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`SET search_path = "${schema}"; SET synchronous_commit = off`);
  await client.query(
    `CREATE TEMP TABLE new_users AS SELECT 'person-' || n AS name, gen_random_uuid()::text AS sub FROM generate_series(1, ${count - 1}) n`,
  );
  await client.query(`INSERT INTO usernames (pool_id, username, version, expires_at, record)
    SELECT pool_id, name, version, expires_at, jsonb_build_object('sub', new_users.sub) FROM usernames, new_users WHERE username = 'person-0'`);
  await client.query(`INSERT INTO users (pool_id, sub, version, expires_at, record, ${indexed})
    SELECT pool_id, new_users.sub, version, expires_at,
      jsonb_set(jsonb_set(record || jsonb_build_object('username', name), '{attributes,email}', to_jsonb(name || '@example.com')),
        '{attributes,${HANDLE}}', to_jsonb(name), false),
      new_users.sub, name, name || '@example.com', by_user_status
    FROM users, new_users`);
  await client.query(`INSERT INTO auth_states (pool_id, sub, version, expires_at, record, by_status)
    SELECT pool_id, new_users.sub, version, expires_at, record, by_status FROM auth_states, new_users`);
  await client.query(`INSERT INTO attribute_values (pool_id, sub, name, version, expires_at, record, by_value)
    SELECT pool_id, new_users.sub, attribute_values.name, version, expires_at, jsonb_build_object('value', new_users.name),
      '${HANDLE}:' || new_users.name
    FROM attribute_values, new_users WHERE attribute_values.name = '${HANDLE}'`);
  await client.query(`INSERT INTO memberships (pool_id, group_id, sub, version, expires_at, record)
    SELECT pool_id, group_id, new_users.sub, version, expires_at, record FROM memberships, new_users`);
  await client.query(`INSERT INTO user_groups (pool_id, sub, version, expires_at, record)
    SELECT pool_id, new_users.sub, version, expires_at, record FROM user_groups, new_users`);
  await client.query("ANALYZE");
  await client.end();
}

export function fillSqlite(path: string, count: number): void {
  const database = new Database(path);
  const [a, b] = ["lower(hex(randomblob(4)))", "lower(hex(randomblob(2)))"];
  database.exec(`
    PRAGMA synchronous = OFF;
    CREATE TEMP TABLE new_users AS
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})
      SELECT 'person-' || n AS name, ${a} || '-' || ${b} || '-4' || substr(${b}, 2) || '-8' || substr(${b}, 2) || '-' || ${a} || ${b} AS sub
      FROM numbers;
    INSERT INTO rockpool_usernames (pool_id, username, version, expires_at, record)
      SELECT pool_id, name, version, expires_at, json_object('sub', new_users.sub)
      FROM rockpool_usernames, new_users WHERE username = 'person-0';
    INSERT INTO rockpool_users (pool_id, sub, version, expires_at, record, ${indexed})
      SELECT pool_id, new_users.sub, version, expires_at,
        json_replace(json_set(record, '$.username', name, '$.attributes.email', name || '@example.com'),
          '$.attributes."${HANDLE}"', name),
        new_users.sub, name, name || '@example.com', by_user_status
      FROM rockpool_users, new_users;
    INSERT INTO rockpool_auth_states (pool_id, sub, version, expires_at, record, by_status)
      SELECT pool_id, new_users.sub, version, expires_at, record, by_status FROM rockpool_auth_states, new_users;
    INSERT INTO rockpool_attribute_values (pool_id, sub, name, version, expires_at, record, by_value)
      SELECT pool_id, new_users.sub, rockpool_attribute_values.name, version, expires_at, json_object('value', new_users.name),
        '${HANDLE}:' || new_users.name
      FROM rockpool_attribute_values, new_users WHERE rockpool_attribute_values.name = '${HANDLE}';
    INSERT INTO rockpool_memberships (pool_id, group_id, sub, version, expires_at, record)
      SELECT pool_id, group_id, new_users.sub, version, expires_at, record FROM rockpool_memberships, new_users;
    INSERT INTO rockpool_user_groups (pool_id, sub, version, expires_at, record)
      SELECT pool_id, new_users.sub, version, expires_at, record FROM rockpool_user_groups, new_users;
    ANALYZE;
  `);
  database.close();
}
