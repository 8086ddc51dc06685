package io.atalaya.query.ast;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The aggregations; each is written as its name in lower case. */
public enum AggregateOperator {
  AVG,
  BOTTOMK(ValueType.SCALAR),
  COUNT,
  COUNT_VALUES(ValueType.STRING),
  GROUP,
  LIMITK(ValueType.SCALAR),
  LIMIT_RATIO(ValueType.SCALAR),
  MAX,
  MIN,
  QUANTILE(ValueType.SCALAR),
  STDDEV,
  STDVAR,
  SUM,
  TOPK(ValueType.SCALAR);

  private final @Nullable ValueType paramType;
  private final String text = name().toLowerCase(Locale.ROOT);

  AggregateOperator() {
    this(null);
  }

  AggregateOperator(@Nullable ValueType paramType) {
    this.paramType = paramType;
  }

  /** The keyword. */
  public String text() {
    return text;
  }

  /** The type of the parameter, or null if it takes none. */
  public @Nullable ValueType paramType() {
    return paramType;
  }

  public boolean hasParam() {
    return paramType != null;
  }

  /** Whether it needs the feature promql-experimental-functions. */
  public boolean isExperimental() {
    return this == LIMITK || this == LIMIT_RATIO;
  }
}
