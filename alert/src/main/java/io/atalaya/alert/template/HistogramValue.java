package io.atalaya.alert.template;

import io.atalaya.model.GoFloat;
import io.atalaya.model.Histogram;
import java.util.LinkedHashMap;
import java.util.Map;

/** Native histograms as templates see them. */
final class HistogramValue {
  private static final ValueType TYPE =
      ValueType.plain("*histogram.FloatHistogram").shownBy(HistogramValue::text);

  private HistogramValue() {}

  static Value of(Histogram histogram) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("Schema", Value.of((long) histogram.schema()));
    fields.put("ZeroThreshold", Value.of(histogram.zeroThreshold()));
    fields.put("ZeroCount", Value.of(histogram.zeroCount()));
    fields.put("Count", Value.of(histogram.count()));
    fields.put("Sum", Value.of(histogram.sum()));
    return new Value.Struct(fields, TYPE);
  }

  private static String text(Value value) {
    Map<String, Value> fields = ((Value.Struct) value).fields();
    return "{count:" + number(fields, "Count") + ", sum:" + number(fields, "Sum") + "}";
  }

  private static String number(Map<String, Value> fields, String name) {
    return fields.get(name) instanceof Value.Real n ? GoFloat.shortest(n.value()) : "";
  }
}
