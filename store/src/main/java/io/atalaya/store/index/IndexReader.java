package io.atalaya.store.index;

import io.atalaya.model.Labels;
import io.atalaya.model.Matcher;
import io.atalaya.model.regex.Regex;
import io.atalaya.store.codec.ByteInput;
import io.atalaya.store.codec.MalformedDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Answers which series have which labels. Safe for many threads. */
public final class IndexReader {
  /** Takes terms; says whether it wants more. */
  private interface TermTest {
    boolean wantsMoreAfter(Term term) throws MalformedDataException;
  }

  private final Dictionary[] names;
  private final int[][] shapes;
  private final Map<String, Dictionary> byName = new HashMap<>();
  private final SectionBytes postings;
  private final int seriesCount;

  /** An index whose sections are {@code nameTable}, {@code dictionaries} and {@code postings}. */
  public IndexReader(
      SectionBytes nameTable, SectionBytes dictionaries, SectionBytes postings, int seriesCount)
      throws MalformedDataException {
    this.postings = postings;
    this.seriesCount = seriesCount;
    ByteInput in = nameTable.read(0, Math.toIntExact(nameTable.size()));
    names = new Dictionary[in.count(in.remaining())];
    for (int i = 0; i < names.length; i++) {
      String name = in.text();
      int values = in.count(Integer.MAX_VALUE);
      long start = in.unsigned();
      names[i] = new Dictionary(name, dictionaries, values, start, in.count(Integer.MAX_VALUE));
      byName.put(name, names[i]);
    }
    shapes = new int[in.count(in.remaining())][];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = new int[in.count(in.remaining())];
      for (int k = 0; k < shapes[i].length; k++) {
        shapes[i][k] = in.count(names.length - 1);
      }
    }
  }

  /** Texts of values read before, so that series with the same labels need not read them again. */
  public static final class LabelCache {
    private static final Term[] UNREAD = {};
    private static final Term[][] UNUSED = {};

    /** Blocks of dictionaries, by name and number; of two threads that read one either may win. */
    private Term[][][] blocks = {};

    private String value(Dictionary[] names, int name, int value) throws MalformedDataException {
      Term[][] ofName = name < blocks.length ? blocks[name] : UNUSED;
      if (ofName.length == 0) {
        ofName = begin(names, name);
      }
      int block = Dictionary.blockOf(value);
      Term[] terms = ofName[block];
      if (terms.length == 0) {
        terms = names[name].block(block);
        ofName[block] = terms;
      }
      return terms[value % IndexWriter.BLOCK_VALUES].value();
    }

    private synchronized Term[][] begin(Dictionary[] names, int name) {
      if (blocks.length == 0) {
        Term[][][] all = new Term[names.length][][];
        Arrays.fill(all, UNUSED);
        blocks = all;
      }
      if (blocks[name].length == 0) {
        Term[][] ofName = new Term[names[name].blockCount()][];
        Arrays.fill(ofName, UNREAD);
        blocks[name] = ofName;
      }
      return blocks[name];
    }
  }

  /** Reads the labels that {@link IndexWriter#writeSeries} wrote. */
  public Labels readLabels(ByteInput in, LabelCache cache) throws MalformedDataException {
    int[] shape = shapes[in.count(shapes.length - 1)];
    String[] pairs = new String[shape.length * 2];
    for (int i = 0; i < shape.length; i++) {
      Dictionary name = names[shape[i]];
      pairs[2 * i] = name.name();
      pairs[2 * i + 1] = cache.value(names, shape[i], in.count(name.size() - 1));
    }
    return Labels.ofSorted(pairs);
  }

  /** Reads one of them; the empty string if there is none of that name. */
  public String readLabel(ByteInput in, String label, LabelCache cache)
      throws MalformedDataException {
    int[] shape = shapes[in.count(shapes.length - 1)];
    for (int number : shape) {
      if (names[number].name().equals(label)) {
        return cache.value(names, number, in.count(names[number].size() - 1));
      }
      in.unsigned();
    }
    return "";
  }

  /** Passes labels over. */
  public void skipLabels(ByteInput in) throws MalformedDataException {
    int[] shape = shapes[in.count(shapes.length - 1)];
    for (int i = 0; i < shape.length; i++) {
      in.unsigned();
    }
  }

  /** Ordinals of the series whose labels all matchers accept; the caller may change the set. */
  public RoaringBitmap select(List<Matcher> matchers) throws MalformedDataException {
    RoaringBitmap found = null;
    List<Matcher> excluding = new ArrayList<>();
    for (Matcher matcher : cheapestFirst(matchers)) {
      if (matcher.matches("")) {
        excluding.add(matcher);
      } else if (found == null) {
        found = having(matcher, true);
      } else if (!found.isEmpty()) {
        found.and(having(matcher, true));
      }
    }
    RoaringBitmap left = found == null ? RoaringBitmap.bitmapOfRange(0, seriesCount) : found;
    for (Matcher matcher : excluding) {
      if (!left.isEmpty()) {
        left.andNot(having(matcher, false));
      }
    }
    return left;
  }

  private static List<Matcher> cheapestFirst(List<Matcher> matchers) {
    return matchers.stream().sorted(Comparator.comparing(Matcher::type)).toList();
  }

  /** Series with a value of the matcher's label that it accepts, or that it does not accept. */
  private RoaringBitmap having(Matcher matcher, boolean accepted) throws MalformedDataException {
    RoaringBitmap union = new RoaringBitmap();
    Dictionary values = byName.get(matcher.name());
    if (values != null) {
      candidates(
          values,
          matcher,
          accepted,
          term -> {
            if (matcher.matches(term.value()) == accepted) {
              addTo(union, term);
            }
            return true;
          });
    }
    return union;
  }

  /** Goes through the values that may be accepted, or not accepted: as few as can be told. */
  private static void candidates(
      Dictionary values, Matcher matcher, boolean accepted, TermTest test)
      throws MalformedDataException {
    Regex regex = matcher.regex();
    boolean positive =
        accepted == (matcher.type() == Matcher.Type.EQUAL || matcher.type() == Matcher.Type.REGEX);
    if (!positive) {
      range(values, "", test);
    } else if (regex == null) {
      literals(values, Set.of(matcher.value()), test);
    } else if (regex.literals().isPresent()) {
      literals(values, regex.literals().get(), test);
    } else {
      range(values, regex.prefix(), test);
    }
  }

  private static void literals(Dictionary values, Set<String> texts, TermTest test)
      throws MalformedDataException {
    for (String text : texts) {
      if (values.blockCount() > 0) {
        for (Term term : values.block(values.blockFor(text))) {
          if (term.value().equals(text)) {
            test.wantsMoreAfter(term);
          }
        }
      }
    }
  }

  private static void range(Dictionary values, String prefix, TermTest test)
      throws MalformedDataException {
    int first = prefix.isEmpty() ? 0 : values.blockFor(prefix);
    for (int block = first; block < values.blockCount(); block++) {
      for (Term term : values.block(block)) {
        boolean within = term.value().startsWith(prefix);
        if (!within && Labels.compareUtf8(term.value(), prefix) > 0) {
          return;
        }
        if (within && !test.wantsMoreAfter(term)) {
          return;
        }
      }
    }
  }

  private void addTo(RoaringBitmap union, Term term) throws MalformedDataException {
    if (term.series() == 1) {
      union.add((int) term.at());
    } else {
      union.or(ordinals(term));
    }
  }

  private RoaringBitmap ordinals(Term term) throws MalformedDataException {
    if (term.series() == 1) {
      return RoaringBitmap.bitmapOf((int) term.at());
    }
    byte[] bytes = new byte[term.length()];
    ByteInput in = postings.read(term.at(), term.length());
    in.copyTo(bytes);
    RoaringBitmap ordinals = new RoaringBitmap();
    try {
      ordinals.deserialize(ByteBuffer.wrap(bytes));
    } catch (IOException | RuntimeException e) {
      // Bytes that are no bitmap meet the library with exceptions of many kinds.
      throw new MalformedDataException(
          "the series of value " + term.value() + " cannot be read", e);
    }
    return ordinals;
  }

  /** Adds the names of the labels that series of a set have; null stands for all series. */
  public void labelNames(@Nullable RoaringBitmap among, SortedSet<String> into)
      throws MalformedDataException {
    for (Dictionary name : names) {
      if (!into.contains(name.name())) {
        range(
            name,
            "",
            term -> {
              boolean has = meets(term, among);
              if (has) {
                into.add(name.name());
              }
              return !has;
            });
      }
    }
  }

  /**
   * Adds the values a label has in the series of a set; null stands for all series.
   *
   * @param limit how many of the smallest are enough, 0 for all
   */
  public void labelValues(
      String label, @Nullable RoaringBitmap among, int limit, SortedSet<String> into)
      throws MalformedDataException {
    Dictionary values = byName.get(label);
    if (values == null) {
      return;
    }
    List<String> found = new ArrayList<>();
    range(
        values,
        "",
        term -> {
          if (meets(term, among)) {
            found.add(term.value());
          }
          return limit <= 0 || found.size() < limit;
        });
    into.addAll(found);
  }

  private boolean meets(Term term, @Nullable RoaringBitmap among) throws MalformedDataException {
    if (among == null) {
      return true;
    }
    return term.series() == 1
        ? among.contains((int) term.at())
        : RoaringBitmap.intersects(ordinals(term), among);
  }

  /** Counts the series of every value of every label; reads the dictionaries alone. */
  public void count(CardinalityCounter counter) throws MalformedDataException {
    for (Dictionary name : names) {
      counter.label(name.name());
      range(
          name,
          "",
          term -> {
            counter.value(term.value(), term.series());
            return true;
          });
    }
  }
}
