package io.atalaya.alert.receiver;

import io.atalaya.model.SecretSource;
import java.util.List;
import java.util.Map;

/**
 * PagerDuty: events of its API 2, or of its API 1 for a service key.
 *
 * @param url where to post
 * @param key of the integration
 * @param version 2 for a routing key, 1 for a service key
 * @param description template of the summary
 * @param texts templates by their names in PagerDuty's API: {@code client}, {@code client_url},
 *     {@code source}, {@code severity}, {@code class}, {@code component}, {@code group}
 * @param details what else is told: texts are templates, and what they give may be JSON
 * @param images templates: {@code src}, {@code alt}, {@code href}
 * @param links templates: {@code href}, "text"
 */
public record PagerDutyConfig(
    Delivery delivery,
    String url,
    SecretSource key,
    int version,
    String description,
    Map<String, String> texts,
    Map<String, Object> details,
    List<Map<String, String>> images,
    List<Map<String, String>> links)
    implements HttpReceiverConfig {
  /** Where events of API 1 go. */
  public static final String URL_OF_VERSION_1 =
      "https://events.pagerduty.com/generic/2010-04-15/create_event.json";

  public PagerDutyConfig {
    texts = Map.copyOf(texts);
    details = Map.copyOf(details);
    images = List.copyOf(images);
    links = List.copyOf(links);
  }

  @Override
  public String kind() {
    return "pagerduty";
  }
}
