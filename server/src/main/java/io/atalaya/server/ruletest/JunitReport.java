package io.atalaya.server.ruletest;

import io.atalaya.server.ruletest.RuleTests.CaseResult;
import io.atalaya.server.ruletest.RuleTests.FileResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The results as the XML that CI servers read: a suite a file, a case a test. */
public final class JunitReport {
  private final StringBuilder out = new StringBuilder();

  private JunitReport() {}

  /** The whole text. */
  public static String of(List<FileResult> files, Instant at) {
    JunitReport report = new JunitReport();
    report.out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>");
    files.forEach(file -> report.add(file, at));
    return report.out.append("</testsuites>\n").toString();
  }

  private void add(FileResult file, Instant at) {
    long failed = file.cases().stream().filter(c -> !c.faults().isEmpty()).count();
    out.append("<testsuite name=\"").append(escape(file.file().toString()));
    out.append("\" tests=\"").append(file.cases().size());
    out.append("\" failures=\"").append(failed);
    out.append("\" errors=\"").append(file.fault().isEmpty() ? 0 : 1);
    String time = at.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "");
    out.append("\" timestamp=\"").append(time).append("\">");
    file.cases().forEach(this::add);
    if (!file.fault().isEmpty()) {
      add(new CaseResult("", List.of(file.fault()), List.of()));
    }
    out.append("</testsuite>");
  }

  private void add(CaseResult result) {
    out.append("<testcase name=\"").append(escape(result.name())).append("\">");
    for (String fault : result.faults()) {
      out.append("<failure>").append(escape(fault)).append("</failure>");
    }
    out.append("</testcase>");
  }

  /** What XML cannot hold at all becomes a question mark. */
  private static String escape(String text) {
    return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
