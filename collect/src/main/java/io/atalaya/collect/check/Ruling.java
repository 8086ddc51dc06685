package io.atalaya.collect.check;

/**
 * What an evaluation is worth, given what else is known.
 *
 * @param found what it says about the target
 * @param note why it says less than it seems to; empty if it does not
 * @param maintenance name of the maintenance that is going on; empty for none
 */
record Ruling(Finding found, String note, String maintenance) {
  boolean inMaintenance() {
    return !maintenance.isEmpty();
  }
}
