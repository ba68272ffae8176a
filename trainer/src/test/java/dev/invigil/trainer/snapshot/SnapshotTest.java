// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final Member TRAIN = Members.golden("cap", "a", Role.TRAIN);
    private static final Member TEST = Members.golden("cap", "b", Role.TEST);

    @Test
    void shouldHaveTheSameNameWhateverTheOrder() {
        Snapshot snapshot = new Snapshot(List.of(TRAIN, TEST));

        assertThat(new Snapshot(List.of(TEST, TRAIN)).digest()).isEqualTo(snapshot.digest());
        assertThat(new Snapshot(List.of(TRAIN)).digest()).isNotEqualTo(snapshot.digest());
    }

    @Test
    void shouldAcceptADefectivePartAsTestOnly() {
        Truth scratch = new Truth.Defective("scratch");

        assertThat(Members.frame("cap", "f", Optional.empty(), Role.TEST, scratch)
                        .truth()
                        .kind())
                .isEqualTo("scratch");
        assertThatThrownBy(() -> Members.frame("cap", "f", Optional.empty(), Role.TRAIN, scratch))
                .hasMessageContaining("a defective part is TEST only");
        assertThatThrownBy(() -> Members.frame("cap", "f", Optional.empty(), Role.CALIBRATE, scratch))
                .hasMessageContaining("a defective part is TEST only");
    }

    @Test
    void shouldRefuseAPartWithTwoRoles() {
        Member train = Members.frame("cap", "view 1", Optional.of("p"), Role.TRAIN, Truth.good());
        Member test = Members.frame("cap", "view 2", Optional.of("p"), Role.TEST, Truth.good());

        assertThatThrownBy(() -> new Snapshot(List.of(train, test)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("part p is both");
        // the part of that number of another product is another part
        Member other = Members.frame("lid", "view 2", Optional.of("p"), Role.TEST, Truth.good());
        assertThat(new Snapshot(List.of(train, other)).products()).containsExactly("cap", "lid");
    }

    @Test
    void shouldRefuseAnImageWithTwoRolesAlsoInTwoProducts() {
        assertThatThrownBy(() -> new Snapshot(List.of(TRAIN, Members.golden("lid", "a", Role.TEST))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is both");
    }

    @Test
    void shouldRefuseAnImageThatIsThereTwice() {
        assertThatThrownBy(() -> new Snapshot(List.of(TRAIN, TRAIN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is twice in the product cap");
    }

    @Test
    void shouldKeepGoldenFilesWithinTheirFolder() {
        assertThatThrownBy(() -> new Origin.Golden("cap/../../secret.png", Optional.empty()))
                .hasMessageContaining("not a path within the golden folder");
        assertThatThrownBy(() -> new Origin.Golden("/etc/secret.png", Optional.empty()))
                .hasMessageContaining("not a path within the golden folder");
    }
}
