// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The published backbones that Invigil knows, out of {@code backbones.json}. */
public final class BackboneTable {
    private static final List<KnownBackbone> ALL = read();

    private BackboneTable() {}

    /** All of them, in the table's order. */
    public static List<KnownBackbone> all() {
        return ALL;
    }

    /** The one of that name. */
    public static Optional<KnownBackbone> find(String name) {
        return ALL.stream().filter(known -> known.name().equals(name)).findFirst();
    }

    /**
     * The one of that name.
     *
     * @throws OperatorException naming all there are
     */
    public static KnownBackbone named(String name) {
        return find(name)
                .orElseThrow(() -> new OperatorException("unknown backbone \"" + name + "\"; the known ones are "
                        + ALL.stream().map(KnownBackbone::name).collect(Collectors.joining(", "))));
    }

    private static List<KnownBackbone> read() {
        try (InputStream table = BackboneTable.class.getResourceAsStream("backbones.json")) {
            return List.of(
                    JsonMapper.builder().addModule(new Jdk8Module()).build().readValue(table, KnownBackbone[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
