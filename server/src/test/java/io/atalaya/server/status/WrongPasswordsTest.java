package io.atalaya.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WrongPasswordsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final WrongPasswords wrong = new WrongPasswords(() -> now);

  private void guess(String address) {
    for (int i = 0; i < WrongPasswords.MAX_WRONG; i++) {
      assertThat(wrong.tooMany("staff", address)).isFalse();
      wrong.add("staff", address);
    }
  }

  @Test
  void whoGuessesHasToWaitAndNobodyElse() {
    guess("192.0.2.1");
    assertThat(wrong.tooMany("staff", "192.0.2.1")).isTrue();
    assertThat(wrong.tooMany("staff", "192.0.2.2")).isFalse();
    assertThat(wrong.tooMany("board", "192.0.2.1")).isFalse();
  }

  @Test
  void whoWaitedMayTryAgain() {
    guess("192.0.2.1");
    now = now.plus(WrongPasswords.WINDOW);
    guess("192.0.2.1");
    assertThat(wrong.tooMany("staff", "192.0.2.1")).isTrue();
  }

  @Test
  void theAddressesOfOneHomeAreOneVisitor() {
    guess("2001:db8:0:1::1");
    assertThat(wrong.tooMany("staff", "[2001:db8:0:1::abcd]")).isTrue();
    assertThat(wrong.tooMany("staff", "2001:db8:0:2::1")).isFalse();
  }
}
