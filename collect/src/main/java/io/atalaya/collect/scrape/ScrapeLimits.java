package io.atalaya.collect.scrape;

/**
 * How much of a target, or of a job, is too much; what exceeds one fails the whole scrape. In each
 * 0, the default, stands for no limit, except that no body is ever larger than {@link
 * #MAX_BODY_BYTES}.
 *
 * @param bodyBytes size of a body, decompressed: {@code body_size_limit}
 * @param samples samples of a scrape after metric relabelling: {@code sample_limit}
 * @param labels labels of a series: {@code label_limit}
 * @param labelNameBytes length of a label's name: {@code label_name_length_limit}
 * @param labelValueBytes length of a label's value: {@code label_value_length_limit}
 * @param targets targets of the job after relabelling: {@code target_limit}
 * @param keepDroppedTargets dropped targets of the job that are remembered to be shown: {@code
 *     keep_dropped_targets}
 */
public record ScrapeLimits(
    long bodyBytes,
    int samples,
    int labels,
    int labelNameBytes,
    int labelValueBytes,
    int targets,
    int keepDroppedTargets) {
  /** The largest body that is read, whatever the configuration says: 1 GiB. */
  public static final long MAX_BODY_BYTES = 1L << 30;

  private static final ScrapeLimits NONE = new ScrapeLimits(0, 0, 0, 0, 0, 0, 0);

  public static ScrapeLimits defaults() {
    return NONE;
  }

  /** The size of a body that is too large for this job by one byte. */
  long bodyBytesOrMax() {
    return bodyBytes == 0 ? MAX_BODY_BYTES : Math.min(bodyBytes, MAX_BODY_BYTES);
  }
}
