package io.atalaya.collect.discover.kubernetes;

import io.atalaya.model.http.HttpClientConfig;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the API of a cluster is.
 *
 * @param server its URL, or null for the cluster that we run in: then the environment names it
 * @param ownNamespace file that names our own namespace, if targets are looked for there too
 * @param http how it is asked
 */
public record KubernetesApi(
    @Nullable URI server, @Nullable Path ownNamespace, HttpClientConfig http) {}
