/**
 * Built-in exporters: the metrics of Redis, PostgreSQL, MySQL and MariaDB, nginx, memcached,
 * RabbitMQ and of containers, under the names of the exporters that people know:
 *
 * <pre>
 *   redis        redis_exporter (oliver006)      rabbitmq     rabbitmq_exporter (kbudde)
 *   postgresql   postgres_exporter               memcached    memcached_exporter
 *   mysql        mysqld_exporter                 containers   cAdvisor
 *   nginx        nginx-prometheus-exporter
 * </pre>
 *
 * Each is a {@link io.atalaya.collect.scrape.MetricSource}: scraped like any target, and exposed to
 * others. Must not know how what they tell is stored.
 */
@NullMarked
package io.atalaya.collect.exporter;

import org.jspecify.annotations.NullMarked;
