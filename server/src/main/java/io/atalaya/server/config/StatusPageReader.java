package io.atalaya.server.config;

import io.atalaya.collect.check.CheckConfig;
import io.atalaya.server.config.yaml.NearestName;
import io.atalaya.server.config.yaml.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The section {@code status_pages}: a list of
 *
 * <pre>
 *   - name: public
 *     title: Example
 *     groups: [{name: Shop, checks: [shop, pay]}]
 *     checks: [mail]                            # without a heading
 * </pre>
 */
final class StatusPageReader {
  private static final String BADGES = "badge";

  private final Set<String> checks = new HashSet<>();
  private final Set<String> names = new HashSet<>();

  StatusPageReader(List<CheckConfig> checks) {
    checks.forEach(check -> this.checks.add(check.name()));
  }

  List<StatusPageConfig> read(Section s) {
    return s.sections("status_pages", this::page);
  }

  private StatusPageConfig page(Section s) {
    String name = s.text("name", "public");
    if (!name.matches("[A-Za-z0-9_-]{1,64}") || name.equals(BADGES)) {
      s.error("name", "a page's name has letters, digits, - and _, and is not " + BADGES);
    } else if (!names.add(name)) {
      s.error("name", "the name " + name + " is given to two pages");
    }
    String title = s.text("title", "Status");
    String description = s.text("description", "");
    List<StatusPageConfig.Group> groups = new ArrayList<>(s.sections("groups", this::group));
    List<String> alone = known(s);
    if (!alone.isEmpty()) {
      groups.add(new StatusPageConfig.Group("", alone));
    }
    if (groups.isEmpty()) {
      s.problems().error(s.at(), "a status page shows nothing without checks or groups");
    }
    return new StatusPageConfig(
        name,
        title,
        description,
        s.secret("password", "password_file").orElse(null),
        s.flag("show_targets", false),
        groups);
  }

  private StatusPageConfig.Group group(Section s) {
    return new StatusPageConfig.Group(s.required("name"), known(s));
  }

  private List<String> known(Section s) {
    List<String> given = s.texts("checks");
    for (String check : given) {
      if (!checks.contains(check)) {
        String hint =
            NearestName.of(check, checks).map(near -> "did you mean " + near + "?").orElse("");
        s.problems().error(s.at("checks"), "there is no check named " + check, hint);
      }
    }
    return given;
  }
}
