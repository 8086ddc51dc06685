package io.atalaya.collect.exporter;

/** What PostgreSQL is asked; columns are named as the metrics end. */
final class PostgresQueries {
  static final String STAT_DATABASE =
      """
      SELECT datid, COALESCE(datname, '') AS datname, xact_commit, xact_rollback, blks_read,
             blks_hit, tup_returned, tup_fetched, tup_inserted, tup_updated, tup_deleted,
             conflicts, temp_files, temp_bytes, deadlocks, blk_read_time, blk_write_time,
             EXTRACT(EPOCH FROM stats_reset) AS stats_reset
      FROM pg_stat_database\
      """;

  /** Since version 14; in milliseconds. */
  static final String ACTIVE_TIME =
      """
      SELECT datid, COALESCE(datname, '') AS datname,
             active_time / 1000.0 AS active_time_seconds_total
      FROM pg_stat_database\
      """;

  static final String BACKENDS =
      "SELECT datid, COALESCE(datname, '') AS datname, numbackends FROM pg_stat_database";

  static final String SIZES =
      """
      SELECT datname, pg_database_size(datname) AS size_bytes, datconnlimit AS connection_limit
      FROM pg_database WHERE datallowconn AND has_database_privilege(datname, 'CONNECT')\
      """;

  static final String LOCKS =
      """
      SELECT d.datname, m.mode, COALESCE(l.count, 0) AS count
      FROM pg_database d
      CROSS JOIN (VALUES ('accesssharelock'), ('rowsharelock'), ('rowexclusivelock'),
                         ('shareupdateexclusivelock'), ('sharelock'), ('sharerowexclusivelock'),
                         ('exclusivelock'), ('accessexclusivelock'), ('sireadlock')) AS m(mode)
      LEFT JOIN (SELECT database, lower(mode) AS mode, count(*) AS count
                 FROM pg_locks WHERE database IS NOT NULL GROUP BY 1, 2) l
        ON l.database = d.oid AND l.mode = m.mode\
      """;

  static final String ACTIVITY =
      """
      SELECT COALESCE(datname, '') AS datname, COALESCE(state, '') AS state,
             COALESCE(usename, '') AS usename, application_name, backend_type,
             COALESCE(wait_event_type, '') AS wait_event_type,
             COALESCE(wait_event, '') AS wait_event,
             count(*) AS count,
             COALESCE(max(EXTRACT(EPOCH FROM now() - xact_start)), 0) AS max_tx_duration
      FROM pg_stat_activity GROUP BY 1, 2, 3, 4, 5, 6, 7\
      """;

  static final String START_TIME =
      "SELECT EXTRACT(EPOCH FROM pg_postmaster_start_time()) AS start_time_seconds";

  static final String REPLICATION =
      """
      SELECT CASE WHEN NOT pg_is_in_recovery()
                    OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                  ELSE GREATEST(0, EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()))
             END AS lag_seconds,
             CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END AS is_replica,
             GREATEST(0, EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()))
               AS last_replay_seconds\
      """;

  /** Where the log is written to, or on a standby where it is read to. */
  private static final String POSITION =
      "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END";

  static final String STANDBYS =
      """
      SELECT application_name, COALESCE(client_addr::text, '') AS client_addr, state,
             COALESCE(s.slot_name, '') AS slot_name, r.pid,
             pg_wal_lsn_diff(%1$s, '0/0') AS pg_current_wal_lsn_bytes,
             pg_wal_lsn_diff(%1$s, replay_lsn) AS pg_wal_lsn_diff
      FROM pg_stat_replication r LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid\
      """
          .formatted(POSITION);

  static final String SLOTS =
      """
      SELECT slot_name, slot_type, CASE WHEN active THEN 1 ELSE 0 END AS slot_is_active,
             pg_wal_lsn_diff(%s, '0/0') AS slot_current_wal_lsn,
             pg_wal_lsn_diff(COALESCE(confirmed_flush_lsn, '0/0'), '0/0')
               AS slot_confirmed_flush_lsn
      FROM pg_replication_slots\
      """
          .formatted(POSITION);

  static final String SLOT_LAG =
      """
      SELECT slot_name, COALESCE(database, '') AS database,
             CASE WHEN active THEN 1 ELSE 0 END AS active,
             pg_wal_lsn_diff(%s, restart_lsn) AS pg_wal_lsn_diff
      FROM pg_replication_slots\
      """
          .formatted(POSITION);

  static final String SLOT_STATUS =
      """
      SELECT slot_name, slot_type, wal_status, safe_wal_size
      FROM pg_replication_slots\
      """;

  static final String ROLES = "SELECT rolname, rolconnlimit AS connection_limit FROM pg_roles";

  static final String ARCHIVER = "SELECT archived_count, failed_count FROM pg_stat_archiver";

  static final String ARCHIVE_AGE =
      """
      SELECT EXTRACT(EPOCH FROM now() - last_archived_time) AS last_archive_age
      FROM pg_stat_archiver\
      """;

  static final String LOG_FILES =
      """
      SELECT count(*) AS segments, sum(size) AS size_bytes FROM pg_ls_waldir()
      WHERE name ~ '^[0-9A-F]{24}$'\
      """;

  static final String TABLE_COUNTERS =
      """
      SELECT current_database() AS datname, schemaname, relname, seq_scan, seq_tup_read, idx_scan,
             idx_tup_fetch, n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd, vacuum_count,
             autovacuum_count, analyze_count, autoanalyze_count
      FROM pg_stat_user_tables\
      """;

  static final String TABLES =
      """
      SELECT current_database() AS datname, schemaname, relname, n_live_tup, n_dead_tup,
             n_mod_since_analyze,
             COALESCE(EXTRACT(EPOCH FROM last_vacuum), 0) AS last_vacuum,
             COALESCE(EXTRACT(EPOCH FROM last_autovacuum), 0) AS last_autovacuum,
             COALESCE(EXTRACT(EPOCH FROM last_analyze), 0) AS last_analyze,
             COALESCE(EXTRACT(EPOCH FROM last_autoanalyze), 0) AS last_autoanalyze,
             pg_indexes_size(relid) AS index_size_bytes, pg_table_size(relid) AS table_size_bytes
      FROM pg_stat_user_tables\
      """;

  static final String TABLE_BLOCKS =
      """
      SELECT current_database() AS datname, schemaname, relname,
             heap_blks_read AS heap_blocks_read, heap_blks_hit AS heap_blocks_hit,
             idx_blks_read AS idx_blocks_read, idx_blks_hit AS idx_blocks_hit,
             toast_blks_read AS toast_blocks_read, toast_blks_hit AS toast_blocks_hit,
             tidx_blks_read AS tidx_blocks_read, tidx_blks_hit AS tidx_blocks_hit
      FROM pg_statio_user_tables\
      """;

  /** The state of each vacuum that runs; a table of another database is named by its number. */
  static final String VACUUMS =
      """
      SELECT COALESCE(d.datname, 'unknown') AS datname,
             CASE WHEN d.datname = current_database() THEN p.relid::regclass::text
                  ELSE p.relid::text END AS relname,
             p.phase, p.heap_blks_total AS heap_blks, p.heap_blks_scanned, p.heap_blks_vacuumed,
             p.index_vacuum_count AS index_vacuums
      FROM pg_stat_progress_vacuum p LEFT JOIN pg_database d ON d.oid = p.datid\
      """;

  /** How many dead rows are remembered; as bytes and identifiers since version 17. */
  static final String VACUUM_MEMORY =
      """
      SELECT COALESCE(d.datname, 'unknown') AS datname,
             CASE WHEN d.datname = current_database() THEN p.relid::regclass::text
                  ELSE p.relid::text END AS relname,
             p.%s AS max_dead_tuples, p.%s AS num_dead_tuples
      FROM pg_stat_progress_vacuum p LEFT JOIN pg_database d ON d.oid = p.datid\
      """;

  static final String BGWRITER =
      """
      SELECT buffers_clean, maxwritten_clean, buffers_alloc,
             EXTRACT(EPOCH FROM stats_reset) AS stats_reset
      FROM pg_stat_bgwriter\
      """;

  static final String BGWRITER_BEFORE_17 =
      """
      SELECT checkpoints_timed, checkpoints_req, checkpoint_write_time, checkpoint_sync_time,
             buffers_checkpoint, buffers_clean, maxwritten_clean, buffers_backend,
             buffers_backend_fsync, buffers_alloc, EXTRACT(EPOCH FROM stats_reset) AS stats_reset
      FROM pg_stat_bgwriter\
      """;

  static final String CHECKPOINTER =
      """
      SELECT num_timed, num_requested, restartpoints_timed, restartpoints_req, restartpoints_done,
             write_time, sync_time, buffers_written,
             EXTRACT(EPOCH FROM stats_reset) AS stats_reset
      FROM pg_stat_checkpointer\
      """;

  static final String SETTINGS =
      """
      SELECT name, setting, COALESCE(unit, '') AS unit FROM pg_settings
      WHERE vartype IN ('bool', 'integer', 'real')\
      """;

  private PostgresQueries() {}
}
