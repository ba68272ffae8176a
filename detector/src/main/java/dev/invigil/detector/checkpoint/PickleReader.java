// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.checkpoint.Pickled.Dict;
import dev.invigil.detector.checkpoint.Pickled.Foreign;
import dev.invigil.detector.checkpoint.Pickled.Global;
import dev.invigil.detector.checkpoint.Pickled.Opaque;
import dev.invigil.detector.checkpoint.Pickled.Role;
import dev.invigil.detector.checkpoint.Pickled.Storage;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the pickles of a PyTorch file as far as they describe tensors in dictionaries; nothing is ever called, loaded or made
 * by name. An object of an unknown class becomes a {@link Foreign}, which keeps the name only. Time and memory are bounded: each instruction takes a step out of a fixed number, builds at most one value, and reads
 * only bytes that are there. There is no recursion.
 */
final class PickleReader {
    private static final int OLDEST_PROTOCOL = 2;
    private static final int NEWEST_PROTOCOL = 5;

    private final PickleInput input;
    private final TensorRebuilder rebuilding;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    PickleReader(PickleInput input) {
        this.input = input;
        this.rebuilding = new TensorRebuilder(input);
    }

    /** All storages that the pickles named so far, by key. */
    Map<String, Storage> storages() {
        return rebuilding.storages();
    }

    /**
     * The next pickle's value; the input is then behind its end.
     *
     * @throws MalformedTensorFileException if the pickle is damaged, or its value is an object of an unknown class
     */
    Object read() throws MalformedTensorFileException {
        stack.clear();
        marks.clear();
        memo.clear();
        Opcode opcode = input.opcode();
        while (opcode != Opcode.STOP) {
            follow(opcode);
            opcode = input.opcode();
        }
        Object value = pop();
        if (value instanceof Foreign foreign) {
            throw input.refused(foreign);
        }
        return value;
    }

    private void follow(Opcode opcode) throws MalformedTensorFileException {
        switch (opcode) {
            case PROTO -> protocol(input.unsigned8());
            case FRAME -> input.skip(Long.BYTES);
            case MARK -> marks.add(stack.size());
            case NONE -> push(null);
            case NEWTRUE -> push(true);
            case NEWFALSE -> push(false);
            case BININT -> push(input.signed32());
            case BININT1 -> push((long) input.unsigned8());
            case BININT2 -> push((long) input.unsigned16());
            case LONG1 -> push(input.whole(input.unsigned8()));
            case BINFLOAT -> push(input.real());
            case BINUNICODE, BINSTRING -> push(input.text(input.unsigned32()));
            case SHORT_BINUNICODE, SHORT_BINSTRING -> push(input.text(input.unsigned8()));
            case BINBYTES -> opaque(input.unsigned32());
            case SHORT_BINBYTES -> opaque(input.unsigned8());
            case EMPTY_TUPLE, EMPTY_LIST -> push(new ArrayList<>(0));
            case TUPLE -> push(marked());
            case TUPLE1 -> push(last(1));
            case TUPLE2 -> push(last(2));
            case TUPLE3 -> push(last(3));
            case EMPTY_SET -> push(Opaque.VALUE);
            case EMPTY_DICT -> push(new Dict());
            case APPEND -> append(last(1));
            case APPENDS, ADDITEMS -> append(marked());
            case SETITEM -> set(last(2));
            case SETITEMS -> set(marked());
            case GLOBAL -> global(input.line(), input.line());
            case STACK_GLOBAL -> {
                List<Object> names = last(2);
                global(rebuilding.string(names.get(0)), rebuilding.string(names.get(1)));
            }
            case REDUCE -> {
                List<Object> call = last(2);
                push(rebuilding.call(call.get(0), rebuilding.list(call.get(1))));
            }
            case NEWOBJ -> push(rebuilding.instance(last(2).get(0)));
            case NEWOBJ_EX -> push(rebuilding.instance(last(3).get(0)));
            case BUILD -> build(last(1));
            case BINPERSID -> push(rebuilding.storage(rebuilding.list(pop())));
            case BINPUT -> keep(input.unsigned8());
            case LONG_BINPUT -> keep(input.unsigned32());
            case MEMOIZE -> keep(memo.size());
            case BINGET -> push(kept(input.unsigned8()));
            case LONG_BINGET -> push(kept(input.unsigned32()));
            default -> throw input.refused("instruction " + opcode);
        }
    }

    private void protocol(int version) throws MalformedTensorFileException {
        if (version < OLDEST_PROTOCOL || version > NEWEST_PROTOCOL) {
            throw input.malformed("a pickle of protocol " + version + " is not known");
        }
    }

    private void global(String module, String attribute) throws MalformedTensorFileException {
        String name = module + "." + attribute;
        Optional<Role> role = KnownGlobals.role(name);
        push(role.isPresent() ? new Global(name, role.get()) : input.foreign(name));
    }

    private void opaque(long length) throws MalformedTensorFileException {
        input.skip(length);
        push(Opaque.VALUE);
    }

    private void append(List<Object> values) throws MalformedTensorFileException {
        Object target = top();
        if (target instanceof List<?>) {
            rebuilding.list(target).addAll(values);
        } else if (!isPassedOver(target)) {
            throw input.malformed("it appends to something that is not a list");
        }
    }

    private void set(List<Object> pairs) throws MalformedTensorFileException {
        Object target = top();
        if (pairs.size() % 2 != 0 || !(target instanceof Dict || isPassedOver(target))) {
            throw input.malformed("it sets entries of something that is not a dictionary, or a key without a value");
        }
        if (target instanceof Dict dict) {
            for (int i = 0; i < pairs.size(); i += 2) {
                dict.put(pairs.get(i), pairs.get(i + 1));
            }
        }
    }

    /** Takes the state of an object, such as the versions that a state dict carries; it is not needed. */
    private void build(List<Object> state) throws MalformedTensorFileException {
        Object target = top();
        if (state.isEmpty() || !(target instanceof Dict || isPassedOver(target))) {
            throw input.refused("instruction " + Opcode.BUILD + " on anything but a dictionary");
        }
    }

    /** Whether it is an object that is not built, so that its content is not needed either. */
    private static boolean isPassedOver(Object target) {
        return target == Opaque.VALUE || target instanceof Foreign;
    }

    private void keep(long place) throws MalformedTensorFileException {
        memo.put(place, top());
    }

    private Object kept(long place) throws MalformedTensorFileException {
        if (!memo.containsKey(place)) {
            throw input.malformed("it reads the stored value " + place + ", which does not exist");
        }
        return memo.get(place);
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() throws MalformedTensorFileException {
        return last(1).get(0);
    }

    private Object top() throws MalformedTensorFileException {
        requireValues(1);
        return stack.get(stack.size() - 1);
    }

    /** Pops this number of values from the stack, in the order in which they were pushed. */
    private List<Object> last(int count) throws MalformedTensorFileException {
        requireValues(count);
        List<Object> top = stack.subList(stack.size() - count, stack.size());
        List<Object> values = new ArrayList<>(top);
        top.clear();
        return values;
    }

    private List<Object> marked() throws MalformedTensorFileException {
        if (marks.isEmpty()) {
            throw input.malformed("a mark is missing");
        }
        return last(stack.size() - marks.remove(marks.size() - 1));
    }

    /** A mark hides what is below it. */
    private void requireValues(int count) throws MalformedTensorFileException {
        int hidden = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (stack.size() - hidden < count) {
            throw input.malformed("a value is missing");
        }
    }
}
