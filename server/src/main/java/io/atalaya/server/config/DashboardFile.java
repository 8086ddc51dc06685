package io.atalaya.server.config;

import java.nio.file.Path;

/**
 * A Grafana dashboard as exported.
 *
 * @param path where it was read from
 * @param title its title
 * @param json its text
 */
public record DashboardFile(Path path, String title, String json) {}
