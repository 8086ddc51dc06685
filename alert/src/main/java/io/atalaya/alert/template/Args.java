package io.atalaya.alert.template;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.UnaryOperator;

/** Arguments of a function, whose types the executor has checked. */
record Args(List<Value> values, Run run) {
  Value value(int i) {
    return values.get(i);
  }

  String text(int i) {
    return ((Value.Text) values.get(i)).value();
  }

  ZonedDateTime time(int i) {
    return ((Value.Time) values.get(i)).value();
  }

  List<Value> items(int i) {
    return ((Value.Sequence) values.get(i)).items();
  }

  /** What a function does with its arguments. */
  interface Body {
    Value of(Args args);
  }

  /** A function with these parameters. */
  static TemplateFunction function(String name, List<String> parameters, Body body) {
    return TemplateFunction.of(name, parameters, (a, run) -> body.of(new Args(a, run)));
  }

  /** A function whose last parameter may be given any number of times. */
  static TemplateFunction variadic(String name, List<String> parameters, Body body) {
    return TemplateFunction.variadic(name, parameters, (a, run) -> body.of(new Args(a, run)));
  }

  /** A function from text to text. */
  static TemplateFunction ofText(String name, UnaryOperator<String> body) {
    return function(name, List.of("string"), a -> Value.of(body.apply(a.text(0))));
  }
}
