package io.atalaya.alert.template;

/** What counts as true: everything but nothing, false, zero and what is empty. */
final class Truth {
  private Truth() {}

  static boolean of(Value value) {
    return switch (value) {
      case Value.Nothing n -> false;
      case Value.Bool b -> b.value();
      case Value.Int n -> n.value() != 0;
      case Value.Real n -> n.value() != 0;
      case Value.Text t -> !t.value().isEmpty();
      case Value.Sequence s -> !s.items().isEmpty();
      case Value.Mapping m -> !m.entries().isEmpty();
      case Value.Struct s -> true;
      case Value.Time t -> true;
      case Value.Callable c -> true;
    };
  }
}
