package io.atalaya.server.api.prometheus;

import io.atalaya.alert.rule.GroupStatus;
import io.atalaya.collect.alertmanager.AlertForwarder;
import io.atalaya.collect.scrape.TargetMetadata;
import io.atalaya.collect.scrape.Targets;
import io.atalaya.model.Labels;
import io.atalaya.model.SampleBatch.Exemplar;
import io.atalaya.model.SampleBatch.Metadata;
import io.atalaya.model.SeriesSelection;
import io.atalaya.model.SeriesSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the API reads from, stage by stage.
 *
 * @param queries answers PromQL
 * @param series what is stored
 * @param exemplars those of the series of a selection, oldest first
 * @param metadata what all sources say about their metric families, sorted by family
 * @param targets how the scrape targets are
 * @param targetMetadata what each target says about its families
 * @param rules how the rule groups are
 * @param alertmanagers who is told of alerts
 * @param pools how scrape jobs are configured
 */
public record ApiSources(
    Queries queries,
    SeriesSource series,
    Function<SeriesSelection, Map<Labels, List<Exemplar>>> exemplars,
    Supplier<List<Metadata>> metadata,
    Supplier<Targets> targets,
    Supplier<List<TargetMetadata>> targetMetadata,
    Supplier<List<GroupStatus>> rules,
    Supplier<AlertForwarder.Known> alertmanagers,
    ScrapePools pools) {}
