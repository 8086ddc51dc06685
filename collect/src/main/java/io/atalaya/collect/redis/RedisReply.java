package io.atalaya.collect.redis;

import java.util.List;

/** What Redis answers. */
public sealed interface RedisReply {
  /** A string, of either kind. */
  record Text(String text) implements RedisReply {}

  /** A whole number. */
  record Whole(long value) implements RedisReply {}

  /** A list. */
  record Items(List<RedisReply> items) implements RedisReply {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** There is no such thing. */
  record Nothing() implements RedisReply {}

  /** It was refused. */
  record Fault(String message) implements RedisReply {}

  /** The scalar as text; nothing and lists are empty. */
  default String asText() {
    return switch (this) {
      case Text(String text) -> text;
      case Whole(long value) -> Long.toString(value);
      case Fault(String message) -> message;
      case Items _, Nothing _ -> "";
    };
  }

  /** The items of a list; a scalar is a list of itself, and nothing one of nothing. */
  default List<RedisReply> asItems() {
    return switch (this) {
      case Items(List<RedisReply> items) -> items;
      case Nothing _ -> List.of();
      case Text _, Whole _, Fault _ -> List.of(this);
    };
  }
}
