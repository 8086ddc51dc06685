package io.atalaya.collect.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.atalaya.collect.push.InfluxReceiver.Precision;
import io.atalaya.model.Labels;
import io.atalaya.testkit.RecordingSink;
import io.atalaya.testkit.RecordingSink.Sample;
import io.atalaya.testkit.VirtualScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LineReceiversTest {
  private static final long NOW = 1_790_000_000_000L;

  private final RecordingSink sink = new RecordingSink();
  private final InfluxReceiver influx =
      new InfluxReceiver(
          sink,
          PushLimits.defaults(),
          () -> false,
          2,
          new VirtualScheduler(Instant.ofEpochMilli(NOW)));
  private final JsonLinesReceiver json =
      new JsonLinesReceiver(sink, PushLimits.defaults(), () -> false, 2, () -> Instant.EPOCH);

  private WriteResult influx(String lines) throws Exception {
    return influx.write(lines.getBytes(StandardCharsets.UTF_8), Precision.NANOSECONDS, "");
  }

  private WriteResult json(String lines) throws Exception {
    return json.write(lines.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyFieldWithANumberIsASeries() throws Exception {
    WriteResult result =
        influx(
            "cpu,host=a\\ b,zone=x usage=1.5,n=3i,u=4u,ok=t,bad=False,s=\"x, y=\\\" z\""
                + " 1790000000000000000");
    assertThat(result.complete()).isTrue();
    assertThat(sink.samples())
        .containsOnlyKeys(
            Labels.of("__name__", "cpu_usage", "host", "a b", "zone", "x"),
            Labels.of("__name__", "cpu_n", "host", "a b", "zone", "x"),
            Labels.of("__name__", "cpu_u", "host", "a b", "zone", "x"),
            Labels.of("__name__", "cpu_ok", "host", "a b", "zone", "x"),
            Labels.of("__name__", "cpu_bad", "host", "a b", "zone", "x"));
    assertThat(sink.samplesOf("__name__", "cpu_usage")).containsExactly(new Sample(NOW, 1.5));
    assertThat(sink.last("cpu_ok")).hasValue(1);
    assertThat(sink.last("cpu_bad")).hasValue(0);
  }

  @Test
  void precisionDatabaseAndTheTimeOfArrivalCount() throws Exception {
    influx.write(
        "m f=1 1790000000".getBytes(StandardCharsets.UTF_8), Precision.SECONDS, "telegraf");
    influx("# a comment\n\nweird-name,a.b=c f=2");
    assertThat(sink.samples().get(Labels.of("__name__", "m_f", "db", "telegraf")))
        .containsExactly(new Sample(NOW, 1));
    assertThat(sink.samples().get(Labels.of("__name__", "weird_name_f", "a_b", "c")))
        .containsExactly(new Sample(NOW, 2));
  }

  @Test
  void linesThatAreWrongAreNamedAndTheOthersStored() throws Exception {
    WriteResult result = influx("a f=1\nbad line\nb f=x\nc f=\"open\nd,t f=1\ne f=1 soon\ng f=2");
    assertThat(result.samples()).isEqualTo(2);
    assertThat(result.faults())
        .containsExactly(
            "line 2: a field has no value at column 9",
            "line 3: \"x\" is no number",
            "line 4: a text has no end at column 10",
            "line 5: the line has no fields at column 8",
            "line 6: \"soon\" is no timestamp");
  }

  @Test
  void aTextMayGoOverLinesAndSpacesMayBeMany() throws Exception {
    WriteResult result =
        influx("a s=\"one\ntwo\",f=1\r\n  b   f=2  1790000000000000000\nbad\\\nc f=3");
    assertThat(result.faults()).containsExactly("line 4: the line has no fields at column 5");
    assertThat(sink.samples())
        .containsOnlyKeys(
            Labels.of("__name__", "a_f"),
            Labels.of("__name__", "b_f"),
            Labels.of("__name__", "c_f"));
  }

  @Test
  void numbersThatCannotBeAreRefused() throws Exception {
    WriteResult result =
        influx(
            "a v=9223372036854775807i,w=18446744073709551615u\nb v=9223372036854775808i\n"
                + "c v=1.5i\nd v=1e400\ne v=-1u\nf v=i");
    assertThat(sink.last("a_v")).hasValue(0x1p63);
    assertThat(sink.last("a_w")).hasValue(0x1p64);
    assertThat(result.faults()).hasSize(5).allMatch(fault -> fault.endsWith(" is no number"));
  }

  @Property(tries = 300)
  void anyLineIsStoredOrRefused(@ForAll String line) throws Exception {
    influx("m" + line);
    json("{" + line);
  }

  @Test
  void aLineOfJsonIsASeries() throws Exception {
    WriteResult result =
        json(
            """
            {"metric":{"__name__":"up","job":"s"},"values":[1,"NaN","-Inf"],"timestamps":[1,2,3]}

            {"metric":{"__name__":"down"},"values":[2.5e3],"timestamps":[4]}
            """);
    assertThat(result.samples()).isEqualTo(4);
    assertThat(sink.samples().get(Labels.of("__name__", "up", "job", "s")))
        .extracting(Sample::value)
        .containsExactly(1.0, Double.NaN, Double.NEGATIVE_INFINITY);
    assertThat(sink.last("down")).hasValue(2500);
  }

  @Test
  void linesOfJsonThatAreWrongAreNamedAndTheOthersStored() throws Exception {
    WriteResult result =
        json(
            """
            {"metric":{"__name__":"a"},"values":[1],"timestamps":[1,2]}
            {"metric":{"job":"nameless"},"values":[1],"timestamps":[1]}
            {"metric":{"__name__":"b"},"values":[true],"timestamps":[1]}
            {"metric":{"__name__":"c"},"values":[1],"timestamps":[1]}
            """);
    assertThat(result.samples()).isEqualTo(1);
    assertThat(result.faults())
        .satisfiesExactly(
            f -> assertThat(f).isEqualTo("line 1: 1 values, but 2 timestamps"),
            f -> assertThat(f).contains("invalid metric name or labels", "nameless"),
            f -> assertThat(f).isEqualTo("line 3: a value is no number"));
  }
}
