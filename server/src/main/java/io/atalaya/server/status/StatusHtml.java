package io.atalaya.server.status;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A page as HTML that needs no script. Every text of others goes through {@link Escaped}. */
final class StatusHtml {
  /** The whole look; its digest is in the content security policy. */
  static final String STYLE =
      """
      :root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--dim:#59636e;--line:#d1d9e0;\
      --up:#2da44e;--degraded:#bf8700;--down:#cf222e;--maintenance:#218bff;--unknown:#afb8c1}
      @media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9198a1;\
      --line:#3d444d;--up:#3fb950;--degraded:#d29922;--down:#f85149;--maintenance:#58a6ff;\
      --unknown:#484f58}}
      body{margin:0 auto;max-width:56rem;padding:1rem;background:var(--bg);color:var(--fg);\
      font:16px/1.5 system-ui,sans-serif}
      h1{margin-bottom:0}h2{font-size:1.2rem;margin:1.5rem 0 .5rem}p{margin:.25rem 0}
      .dim{color:var(--dim);font-size:.875rem}
      .all{border:1px solid var(--line);border-left:.5rem solid;padding:.75rem 1rem;\
      border-radius:.25rem;font-weight:600;margin:1rem 0}
      ul{list-style:none;margin:0;padding:0}
      li{border-top:1px solid var(--line);padding:.5rem 0}
      .row{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
      .row b{overflow-wrap:anywhere}
      svg{display:block;width:100%;height:1.5rem}
      .state::before{content:"";display:inline-block;width:.7em;height:.7em;border-radius:50%;\
      margin-right:.4em;background:currentColor}
      .up{color:var(--up);border-color:var(--up)}.degraded{color:var(--degraded);\
      border-color:var(--degraded)}
      .down{color:var(--down);border-color:var(--down)}.maintenance{color:var(--maintenance);\
      border-color:var(--maintenance)}
      .unknown{color:var(--unknown);border-color:var(--unknown)}
      .state span,.all span{color:var(--fg)}
      path.up{fill:var(--up)}path.degraded{fill:var(--degraded)}path.down{fill:var(--down)}
      path.unknown{fill:var(--unknown)}
      article{border:1px solid var(--line);border-radius:.25rem;padding:.5rem 1rem;margin:.5rem 0}
      article p{white-space:pre-wrap;overflow-wrap:anywhere}
      a{color:inherit}
      """;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A day below this was bad, below 100 not quite well. */
  private static final double BAD_PERCENT = 99;

  private final StringBuilder out = new StringBuilder(4096);
  private final View view;

  private StatusHtml(View view) {
    this.view = view;
  }

  static String of(View view) {
    StatusHtml html = new StatusHtml(view);
    html.page();
    return html.out.toString();
  }

  private void page() {
    String title = Escaped.of(view.title());
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(title)
        .append("</title><meta name=\"viewport\" content=\"width=device-width\">")
        .append("<meta http-equiv=\"refresh\" content=\"60\">")
        .append("<link rel=\"alternate\" type=\"application/rss+xml\" href=\"")
        .append(view.name())
        .append("/feed.rss\"><style>")
        .append(STYLE)
        .append("</style></head><body><header><h1>")
        .append(title)
        .append("</h1>");
    paragraph("dim", view.description());
    out.append("</header><main>");
    overall();
    incidents(view.incidents().stream().filter(i -> !i.isOver()).toList(), "Incidents");
    maintenance();
    view.groups().forEach(this::group);
    incidents(view.incidents().stream().filter(Incident::isOver).toList(), "Past incidents");
    out.append("</main><footer class=\"dim\"><p>As of ")
        .append(time(view.at()))
        .append(". Bars show the last ")
        .append(UptimeBook.DAYS)
        .append(" days, the oldest first. <a href=\"")
        .append(view.name())
        .append("/feed.rss\">RSS</a> <a href=\"")
        .append(view.name())
        .append("/summary.json\">JSON</a></p></footer></body></html>\n");
  }

  private void overall() {
    Shown state = view.overall();
    out.append("<p class=\"all ").append(css(state)).append("\"><span>");
    out.append(
        switch (state) {
          case UP -> "All is well";
          case DEGRADED -> "Some services are degraded";
          case DOWN -> "Some services are down";
          case MAINTENANCE -> "Maintenance is going on";
          case UNKNOWN, PAUSED -> "Not all services are known to be well";
        });
    out.append("</span></p>");
  }

  private static String css(Shown state) {
    Shown drawn = state == Shown.PAUSED ? Shown.UNKNOWN : state;
    return drawn.name().toLowerCase(Locale.ROOT);
  }

  private static String time(Instant at) {
    return "<time datetime=\"" + at + "\">" + TIME.format(at) + "</time>";
  }

  private void paragraph(String type, String text) {
    if (!text.isEmpty()) {
      out.append("<p class=\"").append(type).append("\">").append(Escaped.of(text)).append("</p>");
    }
  }

  private void incidents(List<Incident> all, String heading) {
    if (all.isEmpty()) {
      return;
    }
    out.append("<section><h2>").append(heading).append("</h2>");
    for (Incident incident : all) {
      out.append("<article><b>").append(Escaped.of(incident.title())).append("</b>");
      for (Incident.Update update : incident.updates().reversed()) {
        out.append("<p class=\"dim\">")
            .append(time(update.at()))
            .append(" · ")
            .append(update.phase().text())
            .append("</p>");
        paragraph("", update.text());
      }
      out.append("</article>");
    }
    out.append("</section>");
  }

  private void maintenance() {
    if (view.maintenance().isEmpty()) {
      return;
    }
    out.append("<section><h2>Maintenance</h2>");
    for (View.Planned planned : view.maintenance()) {
      out.append("<article><b>").append(Escaped.of(planned.name())).append("</b><p class=\"dim\">");
      out.append(time(planned.from())).append(" – ").append(time(planned.until())).append("</p>");
      paragraph("", String.join(", ", planned.checks()));
      out.append("</article>");
    }
    out.append("</section>");
  }

  private void group(View.Group group) {
    out.append("<section>");
    if (!group.name().isEmpty()) {
      out.append("<h2>").append(Escaped.of(group.name())).append("</h2>");
    }
    out.append("<ul>");
    group.checks().forEach(this::check);
    out.append("</ul></section>");
  }

  private void check(View.Check check) {
    out.append("<li><div class=\"row\"><b>").append(Escaped.of(check.name())).append("</b>");
    out.append("<span class=\"state ").append(css(check.state())).append("\"><span>");
    out.append(check.state().words()).append("</span></span></div>");
    paragraph("dim", check.target());
    String summary = summary(check);
    out.append("<svg viewBox=\"0 0 ").append(UptimeBook.DAYS * 4);
    out.append(" 24\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
    out.append(summary).append("\">");
    bars(check.days());
    out.append("</svg><p class=\"dim\">").append(summary).append("</p></li>");
  }

  private static String summary(View.Check check) {
    double percent = check.uptimePercent();
    long known = check.days().stream().filter(day -> day.known() > 0).count();
    return Double.isNaN(percent)
        ? "no data yet"
        : percent(percent) + " uptime in " + known + (known == 1 ? " day" : " days");
  }

  /** Never rounded up to 100 %. */
  static String percent(double percent) {
    double cut = Math.floor(percent * 1000) / 1000;
    boolean whole = cut == 100 || cut == 0;
    return String.format(Locale.ROOT, whole ? "%.0f %%" : "%.3f %%", cut);
  }

  /** One path for each colour: 500 checks of 90 days stay a page of some hundred kilobytes. */
  private void bars(List<Day> days) {
    Map<Shown, StringBuilder> paths = new EnumMap<>(Shown.class);
    for (int i = 0; i < days.size(); i++) {
      paths
          .computeIfAbsent(shown(days.get(i)), _ -> new StringBuilder())
          .append('M')
          .append(i * 4)
          .append(" 0h3v24h-3z");
    }
    paths.forEach(
        (state, path) ->
            out.append("<path class=\"" + css(state) + "\" d=\"").append(path).append("\"/>"));
  }

  private static Shown shown(Day day) {
    double percent = day.uptimePercent();
    if (Double.isNaN(percent)) {
      return Shown.UNKNOWN;
    }
    return percent < BAD_PERCENT ? Shown.DOWN : percent < 100 ? Shown.DEGRADED : Shown.UP;
  }
}
