package io.atalaya.collect.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.atalaya.collect.database.DatabaseKind;
import io.atalaya.collect.database.DatabaseServer;
import io.atalaya.collect.http.AddressGuard;
import io.atalaya.collect.http.Deadline;
import io.atalaya.collect.http.ExchangeException;
import io.atalaya.collect.http.Network;
import io.atalaya.collect.redis.RedisServer;
import io.atalaya.collect.scrape.MetricSource.Told;
import io.atalaya.collect.scrape.Recognition.Known;
import io.atalaya.collect.testserver.MariaProgram;
import io.atalaya.collect.testserver.PostgresProgram;
import io.atalaya.collect.testserver.RedisProgram;
import io.atalaya.model.SecretSource;
import io.atalaya.model.http.Credentials;
import io.atalaya.model.http.HttpClientConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each exporter against the server that it asks, or one that says what it would. */
class ExportersTest {
  private static final String CARTS =
      "datname=\"postgres\",relname=\"carts\",schemaname=\"public\"} ";

  private static final Network NETWORK = Network.system(AddressGuard.open());

  @TempDir Path dir;

  private static Deadline deadline() {
    return Deadline.in(Duration.ofSeconds(30), NETWORK.ticker());
  }

  private static String text(Exporter exporter) throws ExchangeException {
    Told told = exporter.tell(NETWORK, deadline());
    assertThat(told.fault()).isEmpty();
    return told.text();
  }

  private static Optional<Known> recognise(int port, Credentials credentials) {
    return new ServerGuess().recognise("127.0.0.1", port, credentials, NETWORK, deadline());
  }

  @Test
  void redisTellsItsInfo() throws IOException {
    try (RedisProgram redis = RedisProgram.start("--requirepass", "s3cret")) {
      SecretSource password = SecretSource.inline("s3cret");
      RedisServer server = new RedisServer("127.0.0.1", redis.port(), "", password, null, 0);
      assertThat(text(new RedisExporter(server)).lines())
          .contains("redis_up 1", "redis_connected_clients 1", "redis_connected_slaves 0")
          .contains("# TYPE redis_keyspace_hits_total counter")
          .anyMatch(l -> l.startsWith("redis_memory_used_bytes "))
          .anyMatch(l -> l.startsWith("redis_start_time_seconds 1"))
          .anyMatch(l -> l.startsWith("redis_commands_total{cmd=\"auth\"} "))
          .anyMatch(l -> l.startsWith("redis_instance_info{") && l.contains("role=\"master\""))
          .contains("redis_slowlog_length 0", "redis_slowlog_last_id 0")
          .contains("redis_config_maxclients 10000", "redis_config_maxmemory 0")
          .contains(
              "redis_config_client_output_buffer_limit_bytes{class=\"pubsub\",limit=\"hard\"}"
                  + " 33554432")
          .anyMatch(l -> l.startsWith("redis_latest_fork_seconds "));

      Known known = recognise(redis.port(), Credentials.NONE).orElseThrow();
      assertThat(known.source().kind()).isEqualTo("redis");
      assertThat(known.advice())
          .contains("exporters: [{redis: {address: \"127.0.0.1:" + redis.port());
      Told refused = known.source().tell(NETWORK, deadline());
      assertThat(refused.text()).contains("\nredis_up 0\n");
      assertThat(refused.fault()).startsWith("auth: ");
      Credentials login = new Credentials.Basic(SecretSource.inline(""), password);
      assertThat(recognise(redis.port(), login).orElseThrow().source().tell(NETWORK, deadline()))
          .returns("", Told::fault);
    }
  }

  @Test
  void redisTellsOfItsReplicasAndItsCluster() throws IOException {
    try (RedisProgram master = RedisProgram.start();
        RedisProgram replica =
            RedisProgram.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
        RedisProgram member = RedisProgram.start("--cluster-enabled", "yes")) {
      assertThat(text(new RedisExporter(RedisServer.at("127.0.0.1", replica.port()))).lines())
          .contains(
              "redis_slave_info{master_host=\"127.0.0.1\",master_port=\"%d\",read_only=\"1\"} 1"
                  .formatted(master.port()))
          .anyMatch(l -> l.startsWith("redis_master_link_up{"));
      assertThat(text(new RedisExporter(RedisServer.at("127.0.0.1", member.port()))).lines())
          .contains("redis_cluster_enabled 1", "redis_cluster_state 0")
          .contains("redis_cluster_slots_assigned 0", "redis_cluster_known_nodes 1");
    }
  }

  @Test
  void aNewerRedisTellsHowLongCommandsTook() throws IOException {
    try (ScriptedRedis redis =
        new ScriptedRedis(
            Map.of(
                "INFO",
                bulk(
                    """
                    # Commandstats
                    cmdstat_get:calls=5,usec=21,usec_per_call=4.20,rejected_calls=0,failed_calls=0
                    cmdstat_config|get:calls=2,usec=7,usec_per_call=3.50
                    # Latencystats
                    latency_percentiles_usec_get:p50=1.003,p99=3.007,p99.9=4.015
                    # Sentinel
                    master0:name=main,status=ok,address=10.0.0.1:6379,slaves=1,sentinels=3
                    """),
                "LATENCY HISTOGRAM",
                "*4\r\n"
                    + bulk("get")
                    + "*4\r\n"
                    + bulk("calls")
                    + ":5\r\n"
                    + bulk("histogram_usec")
                    + "*4\r\n:1\r\n:3\r\n:4\r\n:5\r\n"
                    + bulk("config")
                    + "*4\r\n"
                    + bulk("calls")
                    + ":2\r\n"
                    + bulk("histogram_usec")
                    + "*2\r\n:4\r\n:2\r\n"))) {
      assertThat(text(new RedisExporter(RedisServer.at("127.0.0.1", redis.port()))).lines())
          .contains("redis_commands_latencies_usec_bucket{cmd=\"get\",le=\"1\"} 3")
          .contains("redis_commands_latencies_usec_bucket{cmd=\"get\",le=\"+Inf\"} 5")
          .contains("redis_commands_latencies_usec_count{cmd=\"get\"} 5")
          .contains("redis_commands_latencies_usec_sum{cmd=\"get\"} 21")
          .contains("redis_commands_latencies_usec_sum{cmd=\"config\"} 7")
          .contains("redis_latency_percentiles_usec{cmd=\"get\",quantile=\"99.9\"} 4.015")
          .contains("redis_latency_percentiles_usec_count{cmd=\"get\"} 5")
          .contains(
              "redis_sentinel_master_slaves"
                  + "{master_address=\"10.0.0.1:6379\",master_name=\"main\"} 1");
    }
  }

  private static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  @Test
  void postgresTellsItsStatisticsToAUserWhoMayReadThem() throws IOException, SQLException {
    try (PostgresProgram postgres = PostgresProgram.start()) {
      postgres.execute("CREATE TABLE carts AS SELECT g AS id FROM generate_series(1, 50) g");
      postgres.execute("SELECT pg_create_physical_replication_slot('standby', true)");
      DatabaseServer server =
          DatabaseServer.of(DatabaseKind.POSTGRESQL, "127.0.0.1", postgres.port(), "monitor", null)
              .withDatabase("postgres");
      assertThat(text(new PostgresExporter(server)).lines())
          .contains("pg_up 1", "pg_replication_is_replica 0", "pg_replication_lag_seconds 0")
          .contains("pg_locks_count{datname=\"shop\",mode=\"exclusivelock\"} 0")
          .contains("pg_settings_max_wal_size_bytes 1073741824")
          .contains("pg_settings_deadlock_timeout_seconds 1")
          .anyMatch(l -> l.startsWith("pg_settings_max_connections "))
          .anyMatch(l -> l.startsWith("pg_database_size_bytes{datname=\"shop\"} "))
          .anyMatch(
              l -> l.matches("pg_stat_database_xact_commit\\{datid=\"\\d+\",datname=\"shop\"} .*"))
          .anyMatch(l -> l.startsWith("pg_stat_bgwriter_buffers_alloc_total "))
          .anyMatch(l -> l.startsWith("pg_stat_checkpointer_num_timed_total "))
          .anyMatch(l -> l.startsWith("pg_stat_activity_count{") && l.contains("\"active\""))
          .anyMatch(l -> l.startsWith("pg_static{short_version=\"17."))
          .contains("pg_roles_connection_limit{rolname=\"monitor\"} -1")
          .contains("pg_stat_archiver_archived_count 0", "pg_stat_archiver_failed_count 0")
          .contains("pg_replication_slots_active{slot_name=\"standby\"} 0")
          .contains(
              "pg_replication_slot_slot_is_active{slot_name=\"standby\",slot_type=\"physical\"} 0")
          .contains(
              "pg_replication_slot_wal_status{slot_name=\"standby\",slot_type=\"physical\","
                  + "wal_status=\"reserved\"} 1")
          .anyMatch(l -> l.startsWith("pg_wal_segments ") && !l.endsWith(" 0"))
          .anyMatch(l -> l.startsWith("pg_wal_size_bytes "))
          .anyMatch(l -> l.startsWith("pg_stat_user_tables_seq_scan{" + CARTS))
          .anyMatch(l -> l.startsWith("pg_stat_user_tables_table_size_bytes{" + CARTS))
          .anyMatch(l -> l.startsWith("pg_statio_user_tables_heap_blocks_hit{" + CARTS))
          .contains("# TYPE pg_stat_database_active_time_seconds_total counter");
      Known known = recognise(postgres.port(), Credentials.NONE).orElseThrow();
      assertThat(known.source().kind()).isEqualTo("postgresql");
      // What a server refuses is left out silently, so each question must be one it understands.
      for (String query :
          List.of(
              PostgresQueries.ACTIVE_TIME,
              PostgresQueries.STANDBYS,
              PostgresQueries.SLOTS,
              PostgresQueries.SLOT_LAG,
              PostgresQueries.SLOT_STATUS,
              PostgresQueries.ARCHIVE_AGE,
              PostgresQueries.VACUUMS,
              PostgresQueries.VACUUM_MEMORY.formatted(
                  "max_dead_tuple_bytes", "num_dead_item_ids"))) {
        postgres.execute(query);
      }
    }
  }

  @Test
  void mariaDbTellsItsStatusAndVariables() throws IOException {
    try (MariaProgram maria = MariaProgram.start()) {
      DatabaseServer server =
          DatabaseServer.of(
              DatabaseKind.MYSQL,
              "127.0.0.1",
              maria.port(),
              "monitor",
              SecretSource.inline("s3cret"));
      assertThat(text(new MysqlExporter(server)).lines())
          .contains("mysql_up 1")
          // Another may be that of who asked whether the server listens, if it is not forgotten
          // yet.
          .anyMatch(l -> l.matches("mysql_global_status_threads_connected [12]"))
          .contains("mysql_global_variables_max_connections 151")
          .contains("mysql_global_variables_read_only 0")
          .anyMatch(l -> l.startsWith("mysql_global_status_commands_total{command=\"select\"} "))
          .anyMatch(l -> l.startsWith("mysql_global_status_buffer_pool_pages{state=\"free\"} "))
          .anyMatch(l -> l.startsWith("mysql_version_info{") && l.contains("MariaDB"))
          .contains("mysql_transaction_isolation{level=\"REPEATABLE-READ\"} 1")
          .contains("mysql_info_schema_innodb_cmp_compress_ops_total{page_size=\"4096\"} 0")
          .anyMatch(l -> l.startsWith("mysql_info_schema_innodb_cmpmem_pages_used_total{"));
      Credentials login =
          new Credentials.Basic(SecretSource.inline("monitor"), SecretSource.inline("s3cret"));
      Known known = recognise(maria.port(), login).orElseThrow();
      assertThat(known.source().tell(NETWORK, deadline()).text()).contains("\nmysql_up 1\n");
    }
  }

  private static HttpServer serving(String... pathsAndBodies) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    for (int i = 0; i < pathsAndBodies.length; i += 2) {
      byte[] body = pathsAndBodies[i + 1].getBytes(StandardCharsets.UTF_8);
      server.createContext(
          pathsAndBodies[i],
          exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
    }
    server.start();
    return server;
  }

  private static URI url(HttpServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Test
  void nginxTellsItsStubStatus() throws IOException {
    HttpServer server =
        serving(
            "/stub",
            "Active connections: 3 \nserver accepts handled requests\n 16 15 31 \n"
                + "Reading: 0 Writing: 1 Waiting: 2 \n",
            "/other",
            "<html>");
    try {
      assertThat(text(new NginxExporter(url(server, "/stub"), HttpClientConfig.defaults())).lines())
          .contains("nginx_up 1", "nginx_connections_active 3", "nginx_connections_accepted 16")
          .contains("nginx_connections_handled 15", "nginx_http_requests_total 31")
          .contains("nginx_connections_writing 1", "nginx_connections_waiting 2");
      Told other =
          new NginxExporter(url(server, "/other"), HttpClientConfig.defaults())
              .tell(NETWORK, deadline());
      assertThat(other.text()).contains("nginx_up 0");
      assertThat(other.fault()).contains("stub_status");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void rabbitMqTellsNodesAndQueues() throws IOException {
    HttpServer server =
        serving(
            "/api/overview",
            "{\"rabbitmq_version\":\"4.1\",\"object_totals\":{\"connections\":4,\"queues\":1}}",
            "/api/nodes",
            "[{\"name\":\"r@a\",\"running\":true,\"mem_used\":5,\"mem_alarm\":false}]",
            "/api/queues",
            "[{\"vhost\":\"/\",\"name\":\"mail\",\"messages_ready\":7,"
                + "\"message_stats\":{\"publish\":9}}]");
    try {
      assertThat(text(new RabbitExporter(url(server, ""), HttpClientConfig.defaults())).lines())
          .contains("rabbitmq_up 1", "rabbitmq_connections 4")
          .contains("rabbitmq_running{node=\"r@a\"} 1", "rabbitmq_node_mem_alarm{node=\"r@a\"} 0")
          .contains("rabbitmq_queue_messages_ready{queue=\"mail\",vhost=\"/\"} 7")
          .contains("rabbitmq_queue_messages_published_total{queue=\"mail\",vhost=\"/\"} 9");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void memcachedTellsItsStats() throws IOException {
    try (ServerSocket fake = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().name("fake memcached").start(() -> answer(fake));
      assertThat(text(new MemcachedExporter("127.0.0.1", fake.getLocalPort())).lines())
          .contains("memcached_up 1", "memcached_version{version=\"1.6.40\"} 1")
          .contains("memcached_current_items 12")
          .contains("memcached_commands_total{command=\"get\",status=\"hit\"} 5");
    }
  }

  private static void answer(ServerSocket listening) {
    try (Socket socket = listening.accept()) {
      socket.getInputStream().readNBytes("stats\r\n".length());
      String stats = "STAT version 1.6.40\r\nSTAT curr_items 12\r\nSTAT get_hits 5\r\nEND\r\n";
      socket.getOutputStream().write(stats.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The test sees no answer, and says so.
      return;
    }
  }

  private void write(Path group, String file, String text) throws IOException {
    Files.createDirectories(group);
    Files.writeString(group.resolve(file), text);
  }

  @Test
  void containersAreReadFromControlGroupsOfBothVersions() throws IOException {
    String id = "0123456789abcdef".repeat(4);
    Path two = dir.resolve("two");
    Path group = two.resolve("system.slice/docker-" + id + ".scope");
    write(two, "cgroup.controllers", "cpu memory\n");
    write(two, "cpu.stat", "usage_usec 9500000\n");
    write(group, "cpu.stat", "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n");
    write(group, "memory.current", "1000\n");
    write(group, "memory.stat", "anon 600\nfile 400\ninactive_file 300\n");
    write(group, "memory.max", "max\n");
    write(group, "io.stat", "8:0 rbytes=7 wbytes=8 rios=1 wios=2 dbytes=0 dios=0\n");
    String labels = "{id=\"/system.slice/docker-%s.scope\",name=\"0123456789ab\"}".formatted(id);
    Path proc = dir.resolve("proc");
    write(group, "cgroup.procs", "4711\n4712\n");
    write(
        proc.resolve("4711/net"),
        "dev",
        """
        Inter-|   Receive                            |  Transmit
         face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs
            lo: 9 9 9 9 0 0 0 0 9 9 9 9 0 0 0 0
          eth0: 100 5 1 2 0 0 0 0 2000 7 3 4 0 0 0 0
        """);
    String network = labels.replace(",name=", ",interface=\"eth0\",name=");
    assertThat(text(new ContainerExporter(two, proc, null, null)).lines())
        .contains("container_network_receive_bytes_total" + network + " 100")
        .contains("container_network_receive_packets_dropped_total" + network + " 2")
        .contains("container_network_transmit_bytes_total" + network + " 2000")
        .contains("container_network_transmit_errors_total" + network + " 3")
        .noneMatch(l -> l.contains("interface=\"lo\""))
        .contains("container_cpu_usage_seconds_total" + labels + " 2.5")
        .contains("container_cpu_usage_seconds_total{id=\"/\"} 9.5")
        .contains("container_memory_usage_bytes" + labels + " 1000")
        .contains("container_memory_working_set_bytes" + labels + " 700")
        .contains("container_memory_rss" + labels + " 600")
        .contains("container_spec_memory_limit_bytes" + labels + " 0")
        .anyMatch(l -> l.startsWith("container_fs_reads_bytes_total{device=\"8:0\""));

    Path one = dir.resolve("one");
    write(one.resolve("memory/docker/" + id), "memory.usage_in_bytes", "1000\n");
    write(one.resolve("memory/docker/" + id), "memory.stat", "total_inactive_file 100\n");
    write(one.resolve("cpuacct/docker/" + id), "cpuacct.usage", "1500000000\n");
    String older = "{id=\"/docker/%s\",name=\"0123456789ab\"}".formatted(id);
    assertThat(text(new ContainerExporter(one, proc, null, null)).lines())
        .contains("container_memory_working_set_bytes" + older + " 900")
        .contains("container_cpu_usage_seconds_total" + older + " 1.5");
  }

  @Test
  void whatIsNoneOfTheseIsNotRecognised() throws IOException {
    HttpServer server = serving("/", "hello");
    try {
      assertThat(recognise(server.getAddress().getPort(), Credentials.NONE)).isEmpty();
    } finally {
      server.stop(0);
    }
  }
}
