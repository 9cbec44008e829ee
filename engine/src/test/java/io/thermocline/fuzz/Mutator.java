// SPDX-License-Identifier: Apache-2.0
package io.thermocline.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes inputs out of others: flips bits, sets numbers to extremes, cuts, repeats and splices, and puts words of the format
 * where they do not belong. The same seed makes the same inputs.
 */
final class Mutator {

    private static final int LONGEST = 64 * 1024;
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        2,
        4,
        255,
        4096,
        65_535,
        65_536,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE - 1L,
        Integer.MAX_VALUE - 64L,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        0xffff_ffffL,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE - 4096,
        Long.MIN_VALUE
    };
    private static final String[] NUMBERS = {
        "-1",
        "0",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "1e400",
        "00",
        "1.0"
    };

    private final List<byte[]> seeds;
    private final List<String> words;
    private final Random random;

    Mutator(List<byte[]> seeds, List<String> words, Random random) {
        this.seeds = seeds;
        this.words = words;
        this.random = random;
    }

    /** Returns the next input. */
    byte[] next() {
        if (random.nextInt(50) == 0) {
            return randomBytes(random.nextInt(300));
        }
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int changes = 1 << random.nextInt(4); changes > 0; changes--) {
            input = change(input);
        }
        return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
    }

    private byte[] change(byte[] in) {
        if (in.length == 0) {
            return randomBytes(1 + random.nextInt(16));
        }
        int at = random.nextInt(in.length);
        int length = 1 + random.nextInt(Math.min(in.length - at, 1 + random.nextInt(64)));
        return switch (random.nextInt(words.isEmpty() ? 8 : 11)) {
            case 0 -> flip(in, at);
            case 1 -> replace(in, at, 1, randomBytes(1));
            case 2 -> number(in, at);
            case 3 -> replace(in, at, length, new byte[0]);
            case 4 -> replace(in, at, 0, Arrays.copyOfRange(in, at, at + length));
            case 5 -> replace(in, at, 0, randomBytes(length));
            case 6 -> random.nextBoolean() ? Arrays.copyOf(in, at) : Arrays.copyOfRange(in, at, in.length);
            case 7 -> splice(in, at);
            case 8 -> digits(in, at);
            case 9 -> replace(in, at, random.nextInt(length + 1), word());
            default -> replace(in, at, 0, repeated(word(), 1 << random.nextInt(12)));
        };
    }

    private byte[] flip(byte[] in, int at) {
        in[at] ^= (byte) (1 << random.nextInt(8));
        return in;
    }

    /** Sets a number of one, two, four or eight bytes to an extreme, or to one near the input's length. */
    private byte[] number(byte[] in, int at) {
        long value =
                random.nextInt(4) == 0 ? in.length - 4 + random.nextInt(9) : EXTREMES[random.nextInt(EXTREMES.length)];
        int width = 1 << random.nextInt(4);
        byte[] bytes = ByteBuffer.allocate(8).putLong(value).array();
        int from = Math.max(0, Math.min(at & -width, in.length - width));
        int n = Math.min(width, in.length);
        System.arraycopy(bytes, 8 - n, in, from, n);
        return in;
    }

    /** Begins like one and ends like another. */
    private byte[] splice(byte[] in, int at) {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return replace(in, at, in.length - at, Arrays.copyOfRange(other, from, other.length));
    }

    /** Replaces the decimal number at or after a place. */
    private byte[] digits(byte[] in, int at) {
        int from = at;
        while (from < in.length && !isDigit(in[from])) {
            from++;
        }
        int to = from;
        while (to < in.length && isDigit(in[to])) {
            to++;
        }
        String number = NUMBERS[random.nextInt(NUMBERS.length)];
        return replace(in, from, to - from, number.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private byte[] word() {
        return words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] repeated(byte[] word, int times) {
        int n = Math.min(times, LONGEST / word.length);
        byte[] all = new byte[n * word.length];
        for (int i = 0; i < n; i++) {
            System.arraycopy(word, 0, all, i * word.length, word.length);
        }
        return all;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] replace(byte[] in, int at, int length, byte[] by) {
        byte[] out = new byte[in.length - length + by.length];
        System.arraycopy(in, 0, out, 0, at);
        System.arraycopy(by, 0, out, at, by.length);
        System.arraycopy(in, at + length, out, at + by.length, in.length - at - length);
        return out;
    }
}
