package io.atalaya.model.regex;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unicode's categories, scripts and simple case folding, taken from the JDK's own tables.
 *
 * <p>Each table is worked out when an expression first asks for one of its kind, and never changes
 * afterwards.
 */
final class UnicodeSets {
  private UnicodeSets() {}

  /**
   * The set of {@code \p{name}}: a category, its long name, a script, or Any, Assigned, ASCII, LC.
   * Case, spaces, hyphens and underscores do not count (UTS 18), as in Go since 1.25.
   */
  static @Nullable CharSet named(String name) {
    String key = canonical(name);
    CharSet category = Categories.BY_NAME.get(Categories.ALIASES.getOrDefault(key, key));
    return category != null ? category : Scripts.BY_NAME.get(key);
  }

  private static String canonical(String name) {
    return name.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT);
  }

  /** A set with all code points added that differ from one of its own only by case. */
  static CharSet folded(CharSet set) {
    if (set.isAll()) {
      return set;
    }
    CharSet.Builder builder = new CharSet.Builder().add(set);
    for (int i = 0; i < set.rangeCount(); i++) {
      Folding.addOrbits(set.low(i), set.high(i), builder);
    }
    return builder.build();
  }

  private static final class Categories {
    /** The two-letter names at the places of {@link Character#getType}'s values. */
    private static final List<String> NAMES =
        List.of(
            "cn", "lu", "ll", "lt", "lm", "lo", "mn", "me", "mc", "nd", "nl", "no", "", "zs", "zl",
            "zp", "cc", "cf", "", "co", "cs", "pd", "ps", "pe", "pc", "po", "sm", "sc", "sk", "so",
            "pi", "pf");

    static final Map<String, String> ALIASES =
        Map.ofEntries(
            Map.entry("casedletter", "lc"),
            Map.entry("closepunctuation", "pe"),
            Map.entry("combiningmark", "m"),
            Map.entry("connectorpunctuation", "pc"),
            Map.entry("control", "cc"),
            Map.entry("cntrl", "cc"),
            Map.entry("currencysymbol", "sc"),
            Map.entry("dashpunctuation", "pd"),
            Map.entry("decimalnumber", "nd"),
            Map.entry("digit", "nd"),
            Map.entry("enclosingmark", "me"),
            Map.entry("finalpunctuation", "pf"),
            Map.entry("format", "cf"),
            Map.entry("initialpunctuation", "pi"),
            Map.entry("letter", "l"),
            Map.entry("letternumber", "nl"),
            Map.entry("lineseparator", "zl"),
            Map.entry("lowercaseletter", "ll"),
            Map.entry("mark", "m"),
            Map.entry("mathsymbol", "sm"),
            Map.entry("modifierletter", "lm"),
            Map.entry("modifiersymbol", "sk"),
            Map.entry("nonspacingmark", "mn"),
            Map.entry("number", "n"),
            Map.entry("openpunctuation", "ps"),
            Map.entry("other", "c"),
            Map.entry("otherletter", "lo"),
            Map.entry("othernumber", "no"),
            Map.entry("otherpunctuation", "po"),
            Map.entry("othersymbol", "so"),
            Map.entry("paragraphseparator", "zp"),
            Map.entry("privateuse", "co"),
            Map.entry("punctuation", "p"),
            Map.entry("punct", "p"),
            Map.entry("separator", "z"),
            Map.entry("spaceseparator", "zs"),
            Map.entry("spacingmark", "mc"),
            Map.entry("surrogate", "cs"),
            Map.entry("symbol", "s"),
            Map.entry("titlecaseletter", "lt"),
            Map.entry("unassigned", "cn"),
            Map.entry("uppercaseletter", "lu"));

    static final Map<String, CharSet> BY_NAME = build();

    private static Map<String, CharSet> build() {
      CharSet.Builder[] byType = new CharSet.Builder[NAMES.size()];
      Arrays.setAll(byType, type -> new CharSet.Builder());
      for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
        byType[Character.getType(c)].add(c, c);
      }
      Map<String, CharSet.Builder> groups = new HashMap<>();
      for (int type = 0; type < byType.length; type++) {
        String name = NAMES.get(type);
        if (!name.isEmpty()) {
          CharSet set = byType[type].build();
          group(groups, name).add(set);
          group(groups, name.substring(0, 1)).add(set);
          if (name.equals("lu") || name.equals("ll") || name.equals("lt")) {
            group(groups, "lc").add(set);
          }
        }
      }
      Map<String, CharSet> sets = new HashMap<>();
      groups.forEach((name, builder) -> sets.put(name, builder.build()));
      sets.put("any", CharSet.ALL);
      sets.put("ascii", CharSet.ofRanges(0, 0x7f));
      sets.put("assigned", group(groups, "cn").build().negated());
      return Map.copyOf(sets);
    }

    private static CharSet.Builder group(Map<String, CharSet.Builder> groups, String name) {
      return groups.computeIfAbsent(name, n -> new CharSet.Builder());
    }
  }

  private static final class Scripts {
    static final Map<String, CharSet> BY_NAME = build();

    private static Map<String, CharSet> build() {
      Map<UnicodeScript, CharSet.Builder> builders = new EnumMap<>(UnicodeScript.class);
      for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
        builders.computeIfAbsent(UnicodeScript.of(c), script -> new CharSet.Builder()).add(c, c);
      }
      builders.remove(UnicodeScript.UNKNOWN);
      Map<String, CharSet> sets = new HashMap<>();
      builders.forEach((script, builder) -> sets.put(canonical(script.name()), builder.build()));
      return Map.copyOf(sets);
    }
  }

  private static final class Folding {
    /** Every code point that has another case, ascending. */
    private static final int[] FOLDABLE;

    /** For each of {@link #FOLDABLE}, all code points that are the same but for case. */
    private static final int[][] ORBITS;

    static {
      Map<Integer, int[]> orbitOfKey = new HashMap<>();
      for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
        int key = key(c);
        if (key != c) {
          orbitOfKey.merge(key, new int[] {key, c}, Folding::joined);
        }
      }
      FOLDABLE =
          orbitOfKey.values().stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
      ORBITS = Arrays.stream(FOLDABLE).mapToObj(c -> orbitOfKey.get(key(c))).toArray(int[][]::new);
    }

    /**
     * The code point that stands for all those equal to it but for case. Unicode folds the two
     * Turkish letters only in Turkish, while Java's mapping always does.
     */
    private static int key(int c) {
      boolean turkish = c == 0x130 || c == 0x131;
      return turkish ? c : Character.toLowerCase(Character.toUpperCase(c));
    }

    private static int[] joined(int[] a, int[] b) {
      int[] both = Arrays.copyOf(a, a.length + b.length);
      System.arraycopy(b, 0, both, a.length, b.length);
      return both;
    }

    static void addOrbits(int low, int high, CharSet.Builder builder) {
      int at = Arrays.binarySearch(FOLDABLE, low);
      for (int i = at >= 0 ? at : -at - 1; i < FOLDABLE.length && FOLDABLE[i] <= high; i++) {
        for (int c : ORBITS[i]) {
          builder.add(c, c);
        }
      }
    }
  }
}
