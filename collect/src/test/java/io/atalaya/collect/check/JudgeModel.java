package io.atalaya.collect.check;

import java.util.ArrayList;
import java.util.List;

/** Slow and simple: each answer is found by walking the whole history. */
final class JudgeModel {
  /** One evaluation. */
  record Step(Finding found, boolean maintained) {}

  private JudgeModel() {}

  static CheckState shown(Judgement rules, List<Step> history) {
    Step last = history.getLast();
    CheckState held = held(rules, history);
    CheckState known = flapping(rules, history) ? CheckState.FLAPPING : held;
    if (last.maintained()) {
      return CheckState.MAINTENANCE;
    }
    return switch (last.found()) {
      case UP, DEGRADED, DOWN -> known;
      case UNREACHABLE -> held == CheckState.DOWN ? known : CheckState.UNREACHABLE;
      case UNKNOWN -> CheckState.UNKNOWN;
    };
  }

  static CheckState held(Judgement rules, List<Step> history) {
    CheckState held = CheckState.UNKNOWN;
    List<Boolean> failed = new ArrayList<>();
    int goodInARow = 0;
    boolean maintained = false;
    for (Step step : history) {
      if (step.maintained() && !maintained) {
        failed.clear();
      }
      maintained = step.maintained();
      switch (step.found()) {
        case UP, DEGRADED -> {
          goodInARow++;
          failed.add(false);
          boolean stays = held == CheckState.DOWN && goodInARow < rules.successThreshold();
          if (held == CheckState.DOWN && !stays) {
            failed.clear();
          }
          if (!stays) {
            held = step.found() == Finding.UP ? CheckState.UP : CheckState.DEGRADED;
          }
        }
        case DOWN -> {
          goodInARow = 0;
          if (!maintained) {
            failed.add(true);
            List<Boolean> window =
                failed.subList(Math.max(0, failed.size() - rules.failureWindow()), failed.size());
            long count = window.stream().filter(f -> f).count();
            held = count >= rules.failureThreshold() ? CheckState.DOWN : held;
          }
        }
        case UNREACHABLE, UNKNOWN -> {}
      }
    }
    return held;
  }

  private static boolean flapping(Judgement rules, List<Step> history) {
    List<Boolean> changes = new ArrayList<>();
    boolean flapping = false;
    for (int i = 0; i < history.size(); i++) {
      Step step = history.get(i);
      boolean says = step.found() != Finding.UNKNOWN && step.found() != Finding.UNREACHABLE;
      if (!says || step.maintained()) {
        continue;
      }
      CheckState before = held(rules, history.subList(0, i));
      CheckState after = held(rules, history.subList(0, i + 1));
      boolean wasDown = before == CheckState.DOWN;
      changes.add(before != CheckState.UNKNOWN && wasDown != (after == CheckState.DOWN));
      int from = Math.max(0, changes.size() - rules.flapping().steady());
      boolean steady =
          changes.size() >= rules.flapping().steady()
              && changes.subList(from, changes.size()).stream().noneMatch(c -> c);
      int first = Math.max(0, changes.size() - rules.flapping().window());
      long count = changes.subList(first, changes.size()).stream().filter(c -> c).count();
      if (flapping && steady) {
        flapping = false;
        changes.clear();
      } else if (rules.flapping().changes() > 0 && count >= rules.flapping().changes()) {
        flapping = true;
      }
    }
    return flapping;
  }
}
