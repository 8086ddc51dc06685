package io.atalaya.collect.check.local;

import io.atalaya.collect.check.Observation;
import io.atalaya.collect.check.Observation.Verdict;
import io.atalaya.collect.check.Prober;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Reads the ages and sizes of files. What may not be read says nothing about them. */
final class FileProber implements Prober {
  /** A directory with more entries is not looked through. */
  static final int MAX_ENTRIES = 100_000;

  private final FileCheck check;
  private final InstantSource clock;

  /** What was found. */
  private static final class Found {
    private int count;
    private long bytes;
    private long newestBytes;
    private Instant newest = Instant.MIN;
    private Instant oldest = Instant.MAX;

    private void add(BasicFileAttributes file) {
      Instant modified = file.lastModifiedTime().toInstant();
      count++;
      bytes += file.size();
      if (modified.isAfter(newest)) {
        newest = modified;
        newestBytes = file.size();
      }
      oldest = modified.isBefore(oldest) ? modified : oldest;
    }
  }

  FileProber(FileCheck check, InstantSource clock) {
    this.check = check;
    this.clock = clock;
  }

  @Override
  public Observation probe() {
    Observation.Builder seen = new Observation.Builder();
    try {
      Found found = find();
      measure(found, seen);
      judge(found, seen);
    } catch (NoSuchFileException | NotDirectoryException e) {
      seen.read("probe_file_count", 0);
      if (check.bounds().minCount() > 0) {
        seen.judge(Verdict.DOWN, "no_file", "there is no " + e.getFile());
      }
    } catch (AccessDeniedException e) {
      seen.judge(Verdict.UNKNOWN, "internal", "we may not read " + e.getFile());
    } catch (IOException e) {
      seen.judge(Verdict.UNKNOWN, "internal", String.valueOf(e.getMessage()));
    }
    return seen.build(0);
  }

  private Found find() throws IOException {
    Found found = new Found();
    if (check.pattern() == null && !Files.isDirectory(check.path())) {
      found.add(Files.readAttributes(check.path(), BasicFileAttributes.class));
      return found;
    }
    String pattern = check.pattern() == null ? "*" : check.pattern();
    PathMatcher wanted = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    int entries = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(check.path())) {
      for (Path path : all) {
        if (++entries > MAX_ENTRIES) {
          throw new IOException(check.path() + " has more than " + MAX_ENTRIES + " entries");
        }
        if (wanted.matches(path.getFileName())) {
          addIfFile(path, found);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static void addIfFile(Path path, Found found) throws IOException {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      if (file.isRegularFile()) {
        found.add(file);
      }
    } catch (NoSuchFileException e) {
      // Gone since the directory was read: it is as if it had not been listed.
    }
  }

  private void measure(Found found, Observation.Builder seen) {
    seen.read("probe_file_count", found.count);
    seen.read("probe_file_size_bytes", found.bytes);
    if (found.count > 0) {
      seen.read("probe_file_newest_age_seconds", age(found.newest).toMillis() / 1000.0);
      seen.read("probe_file_oldest_age_seconds", age(found.oldest).toMillis() / 1000.0);
    }
  }

  private Duration age(Instant modified) {
    Duration age = Duration.between(modified, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private void judge(Found found, Observation.Builder seen) {
    FileCheck.Bounds bounds = check.bounds();
    Integer maxCount = bounds.maxCount();
    if (found.count < bounds.minCount()) {
      down(seen, "count", "%d files, fewer than %d".formatted(found.count, bounds.minCount()));
    } else if (maxCount != null && found.count > maxCount) {
      down(seen, "count", "%d files, more than %d".formatted(found.count, maxCount));
    }
    Long maxSize = bounds.maxSizeBytes();
    if (maxSize != null && found.bytes > maxSize) {
      down(seen, "size", "%d bytes, more than %d".formatted(found.bytes, maxSize));
    }
    if (found.count > 0) {
      judgeAges(found, bounds, seen);
    }
  }

  private void judgeAges(Found found, FileCheck.Bounds bounds, Observation.Builder seen) {
    Duration maxAge = bounds.maxAge();
    if (maxAge != null && age(found.newest).compareTo(maxAge) > 0) {
      down(seen, "age", "the newest file is %s old".formatted(text(age(found.newest))));
    }
    Duration maxOldest = bounds.maxOldestAge();
    if (maxOldest != null && age(found.oldest).compareTo(maxOldest) > 0) {
      down(seen, "age", "the oldest file is %s old".formatted(text(age(found.oldest))));
    }
    Long minSize = bounds.minSizeBytes();
    if (minSize != null && found.newestBytes < minSize) {
      down(
          seen,
          "size",
          "the newest file has %d bytes, fewer than %d".formatted(found.newestBytes, minSize));
    }
  }

  private static String text(Duration time) {
    return "%d:%02d h".formatted(time.toHours(), time.toMinutesPart());
  }

  private static void down(Observation.Builder seen, String why, String sentence) {
    seen.judge(Verdict.DOWN, why, sentence);
  }
}
