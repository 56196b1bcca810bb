package dev.bobbin.instrument.write;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real disk until so many changes are made to it. The one that is too many happens by half if it can, and fails; what
 * happens then is what tells the two kinds of failure apart.
 *
 * <pre>{@code
 * FailingDisk disk = FailingDisk.thatLosesPower(3);
 * new ClassDirectory(disk.path(classes)).write(...); // throws
 * }</pre>
 */
public final class FailingDisk extends FileSystemProvider {

    private final FileSystem fileSystem = new ItsFileSystem();
    private final AtomicInteger changesLeft;
    private final boolean losesPower;

    private FailingDisk(int changes, boolean losesPower) {
        this.changesLeft = new AtomicInteger(changes);
        this.losesPower = losesPower;
    }

    /** After {@code changes} of any kind, nothing works any more, cleaning up included: as if the process were killed. */
    public static FailingDisk thatLosesPower(int changes) {
        return new FailingDisk(changes, true);
    }

    /** After {@code changes} that need space, there is no more of it; deleting and renaming go on. */
    public static FailingDisk thatFillsUp(int changes) {
        return new FailingDisk(changes, false);
    }

    /** Whether it has come to the failure. */
    public boolean hasFailed() {
        return changesLeft.get() < 0;
    }

    /** The same file, on this disk. */
    public Path path(Path real) {
        return (Path) Proxy.newProxyInstance(
                FailingDisk.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getFileSystem")) {
                        return fileSystem;
                    }
                    Object[] unwrapped = arguments == null ? new Object[0] : arguments.clone();
                    for (int i = 0; i < unwrapped.length; i++) {
                        unwrapped[i] = unwrapped[i] instanceof Path p ? real(p) : unwrapped[i];
                    }
                    try {
                        Object result = method.invoke(real, unwrapped);
                        return result instanceof Path p ? path(p) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Path real(Path path) {
        return path.getFileSystem() == fileSystem ? Path.of(path.toString()) : path;
    }

    private void change() throws IOException {
        if (changesLeft.decrementAndGet() < 0) {
            throw failure();
        }
    }

    private void changeWithoutSpace() throws IOException {
        if (losesPower) {
            change();
        }
    }

    private IOException failure() {
        return new IOException(losesPower ? "Power is out" : "No space left on device");
    }

    private static FileSystemProvider below(Path real) {
        return real.getFileSystem().provider();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        boolean writes = options.contains(StandardOpenOption.WRITE);
        if (writes) {
            change();
        }
        SeekableByteChannel channel = below(real(path)).newByteChannel(real(path), options, attributes);
        return writes ? new Written(channel) : channel;
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        change();
        below(real(path)).createDirectory(real(path), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        changeWithoutSpace();
        below(real(path)).delete(real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        change();
        below(real(source)).copy(real(source), real(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        changeWithoutSpace();
        below(real(source)).move(real(source), real(target), options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        changeWithoutSpace();
        below(real(path)).setAttribute(real(path), attribute, value, options);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        DirectoryStream<Path> stream = below(real(path)).newDirectoryStream(real(path), p -> filter.accept(path(p)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> iterator = stream.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return iterator.hasNext();
                    }

                    @Override
                    public Path next() {
                        return path(iterator.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return below(real(one)).isSameFile(real(one), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return below(real(path)).isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return below(real(path)).getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        below(real(path)).checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return below(real(path)).getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return below(real(path)).readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return below(real(path)).readAttributes(real(path), attributes, options);
    }

    @Override
    public String getScheme() {
        return "failing";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    /** A file that is being written. If a write is what fails, half of it is there. */
    private final class Written implements SeekableByteChannel {

        private final SeekableByteChannel channel;

        Written(SeekableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (changesLeft.decrementAndGet() < 0) {
                bytes.limit(bytes.position() + bytes.remaining() / 2);
                channel.write(bytes);
                throw failure();
            }
            return channel.write(bytes);
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return channel.read(bytes);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            channel.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** What paths of this disk say they belong to. */
    private final class ItsFileSystem extends FileSystem {

        @Override
        public FileSystemProvider provider() {
            return FailingDisk.this;
        }

        @Override
        public String getSeparator() {
            return Path.of("").getFileSystem().getSeparator();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public Path getPath(String first, String... more) {
            return path(Path.of(first, more));
        }

        @Override
        public void close() {}

        @Override
        public Iterable<Path> getRootDirectories() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return Set.of("basic");
        }

        @Override
        public PathMatcher getPathMatcher(String pattern) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            throw new UnsupportedOperationException();
        }

        @Override
        public WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }
}
