package io.atalaya.query.parse;

import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.BinaryOperator;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of token. */
enum TokenType {
  EOF("end of input"),
  ERROR("error"),
  COMMENT("comment"),
  IDENTIFIER("identifier"),
  METRIC_IDENTIFIER("metric identifier"),
  NUMBER("number"),
  DURATION("duration"),
  STRING("string"),

  /** A key of a histogram in a series description. */
  HISTOGRAM_KEY("histogram description key"),

  /** A value of the key {@code counter_reset_hint}. */
  RESET_HINT("counter reset hint"),

  EQL(Group.SYMBOL, "="),
  BLANK(Group.SYMBOL, "_"),
  COLON(Group.SYMBOL, ":"),
  COMMA(Group.SYMBOL, ","),
  LEFT_BRACE(Group.SYMBOL, "{"),
  LEFT_BRACKET(Group.SYMBOL, "["),
  LEFT_PAREN(Group.SYMBOL, "("),
  OPEN_HIST(Group.SYMBOL, "{{"),
  CLOSE_HIST(Group.SYMBOL, "}}"),
  RIGHT_BRACE(Group.SYMBOL, "}"),
  RIGHT_BRACKET(Group.SYMBOL, "]"),
  RIGHT_PAREN(Group.SYMBOL, ")"),
  SPACE(Group.SYMBOL, "<space>"),
  TIMES(Group.SYMBOL, "x"),

  ADD(BinaryOperator.ADD),
  DIV(BinaryOperator.DIV),
  EQLC(BinaryOperator.EQL),
  EQL_REGEX(Group.OPERATOR, "=~"),
  GTE(BinaryOperator.GTE),
  GTR(BinaryOperator.GTR),
  TRIM_UPPER(BinaryOperator.TRIM_UPPER),
  TRIM_LOWER(BinaryOperator.TRIM_LOWER),
  LAND(BinaryOperator.AND),
  LOR(BinaryOperator.OR),
  LSS(BinaryOperator.LSS),
  LTE(BinaryOperator.LTE),
  LUNLESS(BinaryOperator.UNLESS),
  MOD(BinaryOperator.MOD),
  MUL(BinaryOperator.MUL),
  NEQ(BinaryOperator.NEQ),
  NEQ_REGEX(Group.OPERATOR, "!~"),
  POW(BinaryOperator.POW),
  SUB(BinaryOperator.SUB),
  AT(Group.OPERATOR, "@"),
  ATAN2(BinaryOperator.ATAN2),

  AVG(AggregateOperator.AVG),
  BOTTOMK(AggregateOperator.BOTTOMK),
  COUNT(AggregateOperator.COUNT),
  COUNT_VALUES(AggregateOperator.COUNT_VALUES),
  GROUP(AggregateOperator.GROUP),
  MAX(AggregateOperator.MAX),
  MIN(AggregateOperator.MIN),
  QUANTILE(AggregateOperator.QUANTILE),
  STDDEV(AggregateOperator.STDDEV),
  STDVAR(AggregateOperator.STDVAR),
  SUM(AggregateOperator.SUM),
  TOPK(AggregateOperator.TOPK),
  LIMITK(AggregateOperator.LIMITK),
  LIMIT_RATIO(AggregateOperator.LIMIT_RATIO),

  BOOL(Group.KEYWORD, "bool"),
  BY(Group.KEYWORD, "by"),
  GROUP_LEFT(Group.KEYWORD, "group_left"),
  GROUP_RIGHT(Group.KEYWORD, "group_right"),
  FILL(Group.KEYWORD, "fill"),
  FILL_LEFT(Group.KEYWORD, "fill_left"),
  FILL_RIGHT(Group.KEYWORD, "fill_right"),
  IGNORING(Group.KEYWORD, "ignoring"),
  OFFSET(Group.KEYWORD, "offset"),
  SMOOTHED(Group.KEYWORD, "smoothed"),
  ANCHORED(Group.KEYWORD, "anchored"),
  ON(Group.KEYWORD, "on"),
  WITHOUT(Group.KEYWORD, "without"),

  START(Group.PREPROCESSOR, "start"),
  END(Group.PREPROCESSOR, "end"),
  STEP(Group.PREPROCESSOR, "step"),
  RANGE(Group.PREPROCESSOR, "range"),
  MAX_OF(Group.PREPROCESSOR, "max_of"),
  MIN_OF(Group.PREPROCESSOR, "min_of");

  /** Tells how an error message names a token. */
  enum Group {
    VALUE,
    SYMBOL,
    OPERATOR,
    AGGREGATOR,
    KEYWORD,
    PREPROCESSOR
  }

  private static final Map<String, TokenType> BY_WORD = words();
  private static final Set<TokenType> METRIC_NAMES = metricNames();
  private static final Set<TokenType> LABEL_NAMES = labelNames();
  private static final Set<TokenType> EXPRESSION_STARTS = expressionStarts();

  private final Group group;
  private final String text;
  private final @Nullable BinaryOperator binary;
  private final @Nullable AggregateOperator aggregate;

  TokenType(String noun) {
    this(Group.VALUE, noun, null, null);
  }

  TokenType(Group group, String text) {
    this(group, text, null, null);
  }

  TokenType(BinaryOperator binary) {
    this(Group.OPERATOR, binary.symbol(), binary, null);
  }

  TokenType(AggregateOperator aggregate) {
    this(Group.AGGREGATOR, aggregate.text(), null, aggregate);
  }

  TokenType(
      Group group,
      String text,
      @Nullable BinaryOperator binary,
      @Nullable AggregateOperator aggregate) {
    this.group = group;
    this.text = text;
    this.binary = binary;
    this.aggregate = aggregate;
  }

  private static Map<String, TokenType> words() {
    Map<String, TokenType> words = new HashMap<>();
    for (TokenType type : values()) {
      boolean reserved = type.group != Group.VALUE && type.group != Group.SYMBOL;
      if (reserved && Character.isLetter(type.text.charAt(0))) {
        words.put(type.text, type);
      }
    }
    words.put("inf", NUMBER);
    words.put("nan", NUMBER);
    return Map.copyOf(words);
  }

  private static Set<TokenType> ofGroups(Group... groups) {
    Set<TokenType> types = EnumSet.noneOf(TokenType.class);
    for (TokenType type : values()) {
      if (List.of(groups).contains(type.group)) {
        types.add(type);
      }
    }
    return types;
  }

  private static Set<TokenType> metricNames() {
    Set<TokenType> types = ofGroups(Group.AGGREGATOR, Group.PREPROCESSOR);
    Collections.addAll(types, IDENTIFIER, METRIC_IDENTIFIER, LAND, LOR, LUNLESS);
    Collections.addAll(types, BY, FILL, FILL_LEFT, FILL_RIGHT, OFFSET, WITHOUT);
    Collections.addAll(types, ANCHORED, SMOOTHED);
    return types;
  }

  private static Set<TokenType> labelNames() {
    Set<TokenType> types = ofGroups(Group.AGGREGATOR, Group.PREPROCESSOR, Group.KEYWORD);
    types.remove(WITHOUT);
    Collections.addAll(types, IDENTIFIER, METRIC_IDENTIFIER, LAND, LOR, LUNLESS, ATAN2);
    return types;
  }

  private static Set<TokenType> expressionStarts() {
    Set<TokenType> types = metricNames();
    Collections.addAll(types, NUMBER, DURATION, STRING, LEFT_PAREN, LEFT_BRACE, ADD, SUB);
    return types;
  }

  /** The keyword that a word is, in any case, or null. */
  static @Nullable TokenType ofWord(String word) {
    return BY_WORD.get(word.toLowerCase(Locale.ROOT));
  }

  /** How it is written; for those that have many forms, what they are called. */
  String text() {
    return text;
  }

  Group group() {
    return group;
  }

  /** The binary operator it stands for, or null. */
  @Nullable BinaryOperator binary() {
    return binary;
  }

  /** The aggregation it stands for, or null. */
  @Nullable AggregateOperator aggregate() {
    return aggregate;
  }

  boolean isSign() {
    return this == ADD || this == SUB;
  }

  /** Whether it is a function when a parenthesis follows, though a keyword elsewhere. */
  boolean isFunctionKeyword() {
    return group == Group.PREPROCESSOR;
  }

  /** Whether it may be the name of a metric, where no operator is expected. */
  boolean isMetricName() {
    return METRIC_NAMES.contains(this);
  }

  /** Whether it may be the name of a label in {@code by}, {@code on} and their like. */
  boolean isLabelName() {
    return LABEL_NAMES.contains(this);
  }

  /** Whether an expression may begin with it. */
  boolean startsExpression() {
    return EXPRESSION_STARTS.contains(this);
  }
}
