package io.atalaya.query.fuzz;

import io.atalaya.query.ast.AggregateOperator;
import io.atalaya.query.ast.BinaryOperator;
import io.atalaya.query.ast.FunctionSignature;
import io.atalaya.query.ast.FunctionTable;
import io.atalaya.query.ast.ValueType;
import java.util.ArrayList;
import java.util.List;

/** Every function, aggregation and operator on every kind of samples in {@link RandomData}. */
public final class EveryCombination {
  private static final List<String> KINDS =
      List.of("temperature", "requests_total", "size", "memory", "waiting", "mixed", "nothing");

  private EveryCombination() {}

  /** Calls of every function. */
  public static List<String> ofFunctions() {
    List<String> expressions = new ArrayList<>();
    for (FunctionSignature function : FunctionTable.all()) {
      for (String kind : KINDS) {
        expressions.add(call(function, kind));
      }
    }
    return expressions.stream().distinct().toList();
  }

  private static String call(FunctionSignature function, String kind) {
    List<String> args = new ArrayList<>();
    for (int i = 0; i < function.argTypes().size(); i++) {
      args.add(argument(function, i, kind));
    }
    return function.name() + "(" + String.join(", ", args) + ")";
  }

  private static String argument(FunctionSignature function, int i, String kind) {
    ValueType type = function.argTypes().get(i);
    return switch (type) {
      case SCALAR -> i == 1 ? "0.3" : "0.6";
      case STRING -> i == 4 ? "\"(.*)\"" : "\"job\"";
      case MATRIX -> kind + "[5m]";
      case VECTOR -> function.name().equals("info") && i == 1 ? "{version=~\".+\"}" : kind;
    };
  }

  /** Every aggregation, by job. */
  public static List<String> ofAggregations() {
    List<String> expressions = new ArrayList<>();
    for (AggregateOperator op : AggregateOperator.values()) {
      for (String kind : KINDS) {
        String param =
            switch (op.paramType()) {
              case null -> "";
              case STRING -> "\"value\", ";
              case SCALAR, VECTOR, MATRIX -> "0.5, ";
            };
        expressions.add(op.text() + " by (job) (" + param + kind + ")");
      }
    }
    return expressions;
  }

  /** Every operator between every two kinds, and between each and a number. */
  public static List<String> ofOperators() {
    List<String> expressions = new ArrayList<>();
    for (BinaryOperator op : BinaryOperator.values()) {
      for (String kind : KINDS) {
        for (String other : KINDS) {
          expressions.add("%s %s on (job, instance, code) %s".formatted(kind, op.symbol(), other));
        }
        if (!op.isSet()) {
          expressions.add("%s %s 2".formatted(kind, op.symbol()));
          expressions.add("2 %s %s".formatted(op.symbol(), kind));
        }
      }
    }
    return expressions;
  }
}
