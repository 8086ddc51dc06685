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
             CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END AS is_replica\
      """;

  static final String STANDBYS =
      """
      SELECT application_name, COALESCE(client_addr::text, '') AS client_addr, state,
             pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                             ELSE pg_current_wal_lsn() END, replay_lsn) AS pg_wal_lsn_diff
      FROM pg_stat_replication\
      """;

  static final String SLOTS =
      """
      SELECT slot_name, CASE WHEN active THEN 1 ELSE 0 END AS slot_is_active
      FROM pg_replication_slots\
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
