package io.atalaya.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import io.atalaya.e2e.SourceTree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of style that a machine can check; CONTRIBUTING.md says why they are as they are. */
class TidyTest {
  private static final int MAX_LINE = 100;
  private static final int MAX_METHOD_LINES = 70;
  private static final int MAX_FILE_LINES = 800;
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

  private final List<Source> sources = SourceTree.javaSources();

  @Test
  void everyFileIsFormatted() throws Exception {
    boolean fix = Boolean.getBoolean("tidy.fix");
    Formatter formatter = new Formatter();
    List<String> unformatted =
        sources.parallelStream()
            .filter(s -> !isFormatted(formatter, s, fix))
            .map(Source::shown)
            .toList();
    assertThat(unformatted)
        .as("not formatted; run: mvn -pl e2e -am test -Dtest=TidyTest -Dtidy.fix=true")
        .isEmpty();
  }

  private static boolean isFormatted(Formatter formatter, Source source, boolean fix) {
    try {
      String formatted = formatter.formatSourceAndFixImports(source.text());
      boolean same = formatted.equals(source.text());
      if (!same && fix) {
        Files.writeString(source.path(), formatted);
        return true;
      }
      return same;
    } catch (FormatterException | IOException e) {
      throw new IllegalStateException(source.shown() + ": " + e.getMessage(), e);
    }
  }

  @Test
  void noLineIsLongerThanAScreen() {
    List<String> tooLong = new ArrayList<>();
    for (Source source : sources) {
      List<String> lines = source.lines();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).codePoints().count() > MAX_LINE) {
          tooLong.add(source.shown() + ":" + (i + 1));
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void noFileIsLongerThanAnAfternoon() {
    assertThat(sources.stream().filter(s -> s.lines().size() > MAX_FILE_LINES).map(Source::shown))
        .isEmpty();
  }

  @Test
  void nothingIsLeftUnfinished() {
    List<String> marks = new ArrayList<>();
    for (Source source : sources) {
      List<String> lines = source.lines();
      for (int i = 0; i < lines.size(); i++) {
        if (UNFINISHED.matcher(lines.get(i)).find() && !source.shown().endsWith("TidyTest.java")) {
          marks.add(source.shown() + ":" + (i + 1));
        }
      }
    }
    assertThat(marks).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    TreeSet<Path> packages = new TreeSet<>();
    sources.stream().filter(Source::isMain).forEach(s -> packages.add(s.path().getParent()));
    List<String> missing = new ArrayList<>();
    for (Path folder : packages) {
      Path info = folder.resolve("package-info.java");
      String text = textOf(info);
      if (!text.contains("@NullMarked") || !text.contains("/**")) {
        missing.add(SourceTree.ROOT.relativize(folder).toString());
      }
    }
    assertThat(missing).as("packages without a package-info that speaks").isEmpty();
  }

  private static String textOf(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noMethodIsLongerThanItsReadersPatience() throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    List<String> tooLong = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Stream<Path> paths = sources.stream().map(Source::path);
      Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(paths.toList());
      JavacTask task =
          (JavacTask) compiler.getTask(null, files, d -> {}, List.of("-proc:none"), null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new MethodLengths(unit, positions, tooLong).scan(unit, null);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  private static final class MethodLengths extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> tooLong;

    private MethodLengths(
        CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
      this.unit = unit;
      this.positions = positions;
      this.tooLong = tooLong;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      if (method.getBody() != null) {
        long first = line(positions.getStartPosition(unit, method.getBody()));
        long last = line(positions.getEndPosition(unit, method.getBody()));
        if (last - first + 1 > MAX_METHOD_LINES) {
          Path file = Path.of(unit.getSourceFile().toUri());
          tooLong.add(SourceTree.ROOT.relativize(file) + ":" + first + " " + method.getName());
        }
      }
      return super.visitMethod(method, null);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
