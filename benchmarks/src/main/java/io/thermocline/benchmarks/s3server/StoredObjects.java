// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** All objects of a server, by {@code bucket/key}, and the uploads that are under way. */
final class StoredObjects implements AutoCloseable {

    private record Upload(String name, Map<String, String> metadata, Map<Integer, StoredObject.Part> parts) {}

    private final Path directory;
    /** Freeing a gibibyte takes a tenth of a second, in which no client should have to wait for its answer. */
    private final ExecutorService discarding = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "paced-s3-discarding");
        thread.setDaemon(true);
        return thread;
    });

    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<String, Upload> uploads = new ConcurrentHashMap<>();

    StoredObjects(Path directory) {
        this.directory = directory;
    }

    /** Writes a body to a file. */
    StoredObject.Part write(Source body) throws IOException {
        long number = numbers.incrementAndGet();
        Path path = directory.resolve("object-" + number);
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean whole = false;
        try {
            Files.delete(path);
            long length = 0;
            for (ByteBuffer next = body.take(Long.MAX_VALUE); next.hasRemaining(); next = body.take(Long.MAX_VALUE)) {
                length += next.remaining();
                while (next.hasRemaining()) {
                    file.write(next);
                }
            }
            whole = true;
            return new StoredObject.Part(file, length, "%032x".formatted(number));
        } finally {
            if (!whole) {
                file.close();
            }
        }
    }

    /** Publishes an object of one part, unless there must be none and there is one. */
    Optional<StoredObject> put(String name, StoredObject.Part part, Map<String, String> metadata, boolean createOnly) {
        StoredObject fresh = new StoredObject(List.of(part), part.etag(), Instant.now(), metadata);
        if (!createOnly) {
            replace(name, fresh);
            return Optional.of(fresh);
        }
        if (objects.putIfAbsent(name, fresh) == null) {
            return Optional.of(fresh);
        }
        fresh.discard();
        return Optional.empty();
    }

    private void replace(String name, StoredObject fresh) {
        StoredObject before = objects.put(name, fresh);
        if (before != null) {
            discarding.execute(before::discard);
        }
    }

    Optional<StoredObject> find(String name) {
        return Optional.ofNullable(objects.get(name));
    }

    void delete(String name) {
        StoredObject removed = objects.remove(name);
        if (removed != null) {
            discarding.execute(removed::discard);
        }
    }

    /** Returns the objects whose names begin with {@code prefix} and come after {@code after}, in order. */
    NavigableMap<String, StoredObject> list(String prefix, String after) {
        String from = after.compareTo(prefix) > 0 ? after : prefix;
        return objects.subMap(from, from.equals(prefix), prefix + Character.MAX_VALUE, false);
    }

    String begin(String name, Map<String, String> metadata) {
        String id = "upload-" + numbers.incrementAndGet();
        uploads.put(id, new Upload(name, metadata, new ConcurrentHashMap<>()));
        return id;
    }

    /** Keeps a part, if there is such an upload. */
    boolean add(String id, int number, StoredObject.Part part) {
        Upload upload = uploads.get(id);
        if (upload == null) {
            part.discard();
            return false;
        }
        StoredObject.Part before = upload.parts.put(number, part);
        if (before != null) {
            discarding.execute(before::discard);
        }
        return true;
    }

    /** Publishes the parts with these numbers as an object, if there are such. */
    Optional<StoredObject> complete(String id, List<Integer> numbersOfParts) {
        Upload upload = uploads.get(id);
        if (upload == null || !upload.parts.keySet().containsAll(numbersOfParts)) {
            return Optional.empty();
        }
        uploads.remove(id);
        List<StoredObject.Part> parts = new ArrayList<>();
        for (int number : numbersOfParts) {
            parts.add(upload.parts.remove(number));
        }
        upload.parts.values().forEach(part -> discarding.execute(part::discard));
        String etag = "%032x-%d".formatted(numbers.incrementAndGet(), parts.size());
        StoredObject whole = new StoredObject(List.copyOf(parts), etag, Instant.now(), upload.metadata);
        replace(upload.name, whole);
        return Optional.of(whole);
    }

    boolean abort(String id) {
        Upload upload = uploads.remove(id);
        if (upload != null) {
            upload.parts.values().forEach(part -> discarding.execute(part::discard));
        }
        return upload != null;
    }

    /** Returns when what was deleted takes no space any more. */
    void settle() {
        try {
            discarding.submit(() -> {}).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        objects.keySet().forEach(this::delete);
        uploads.keySet().forEach(this::abort);
        discarding.shutdown();
    }
}
