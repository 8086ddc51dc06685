package io.atalaya.alert.notify;

import io.atalaya.alert.journal.Journal;
import io.atalaya.alert.journal.RecordInput;
import io.atalaya.alert.journal.RecordOutput;
import io.atalaya.alert.receiver.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the first message of each group stands, for services that let later ones change it. In a
 * file, so that neither a reload nor a restart leads to a second message:
 *
 * <pre>
 *   posted := kind:byte=1 conversation:text place:text timestamp:text
 *   over   := kind:byte=2 conversation:text
 * </pre>
 */
public final class PostedMessages implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostedMessages.class);
  private static final int POSTED = 1;
  private static final int OVER = 2;

  /** Beyond this the oldest is forgotten; its group would get a new message. */
  static final int MAX_POSTED = 10_000;

  private final Map<String, Posted> posted = new LinkedHashMap<>();
  private final @Nullable Journal journal;

  /**
   * A message.
   *
   * @param place the service's name of the room it stands in
   * @param timestamp the service's name of the message itself
   */
  record Posted(String place, String timestamp) {}

  private PostedMessages() {
    journal = null;
  }

  private PostedMessages(Path file) throws IOException {
    journal = Journal.open(file, "posted", this::replay);
  }

  /** A memory that a restart loses. */
  public static PostedMessages ofThisRun() {
    return new PostedMessages();
  }

  /**
   * Opens the file, or creates it.
   *
   * @throws IOException if it cannot be used
   */
  public static PostedMessages open(Path file) throws IOException {
    return new PostedMessages(file);
  }

  private void replay(byte[] payload) {
    RecordInput in = new RecordInput(payload);
    switch (in.kind()) {
      case POSTED -> posted.put(in.text(), new Posted(in.text(), in.text()));
      case OVER -> posted.remove(in.text());
      default -> throw new IllegalArgumentException("unknown kind of record of messages");
    }
  }

  synchronized Optional<Posted> find(Channel channel, String groupKey) {
    return Optional.ofNullable(posted.get(conversation(channel, groupKey)));
  }

  /** Later messages of the group change this one. */
  synchronized void put(Channel channel, String groupKey, Posted message) {
    String conversation = conversation(channel, groupKey);
    if (message.equals(posted.put(conversation, message))) {
      return;
    }
    write(record(conversation, message));
    if (posted.size() > MAX_POSTED) {
      remove(posted.keySet().iterator().next());
    }
  }

  /** The group is over; if it fires again, that is a new message. */
  synchronized void remove(Channel channel, String groupKey) {
    remove(conversation(channel, groupKey));
  }

  private void remove(String conversation) {
    if (posted.remove(conversation) != null) {
      write(new RecordOutput(OVER).text(conversation).toBytes());
    }
  }

  private static String conversation(Channel channel, String groupKey) {
    return channel + " " + groupKey;
  }

  private static byte[] record(String conversation, Posted message) {
    return new RecordOutput(POSTED)
        .text(conversation)
        .text(message.place())
        .text(message.timestamp())
        .toBytes();
  }

  private void write(byte[] record) {
    if (journal == null) {
      return;
    }
    try {
      journal.append(record);
      if (journal.worthRewriting()) {
        List<byte[]> records = new ArrayList<>();
        posted.forEach((conversation, message) -> records.add(record(conversation, message)));
        journal.rewrite(records);
      }
    } catch (IOException e) {
      LOG.error("Where messages stand cannot be remembered over a restart: {}", e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    if (journal != null) {
      journal.close();
    }
  }
}
