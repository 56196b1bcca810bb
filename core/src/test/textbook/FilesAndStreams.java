import dev.bobbin.Suspendable;
import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

/** Files, in most of the ways there are. */
public class FilesAndStreams {
    @Suspendable
    public static void run() throws Exception {
        Path dir = Files.createTempDirectory("book");
        Path f = dir.resolve("f");
        Files.write(f, List.of("b", "a", "c"));
        try (Stream<String> l = Files.lines(f)) {
            Textbook.say(l.sorted().collect(Collectors.joining(",")));
        }
        try (BufferedWriter w = Files.newBufferedWriter(f, StandardOpenOption.APPEND)) {
            w.write("d");
            w.newLine();
        }
        try (BufferedReader r = Files.newBufferedReader(f)) {
            String s;
            StringBuilder all = new StringBuilder();
            while ((s = r.readLine()) != null) all.append(s);
            Textbook.say(all.toString());
        }
        try (RandomAccessFile raf = new RandomAccessFile(f.toFile(), "rw")) {
            raf.seek(2);
            raf.writeByte('X');
            raf.seek(0);
            Textbook.say(raf.readLine() + raf.readLine() + raf.length());
        }
        try (FileChannel c = FileChannel.open(f, StandardOpenOption.READ)) {
            ByteBuffer b = ByteBuffer.allocate(4);
            c.read(b, 2);
            Textbook.say(new String(b.array()));
        }
        try (InputStream in = new BufferedInputStream(new FileInputStream(f.toFile()));
                OutputStream out = new FileOutputStream(dir.resolve("g").toFile())) {
            int c;
            while ((c = in.read()) >= 0) out.write(Character.toUpperCase(c));
        }
        Textbook.say(Files.readString(dir.resolve("g")).replace("\n", "/"));
        try (Scanner s = new Scanner(f)) {
            while (s.hasNext()) Textbook.say("w " + s.next());
        }
        try (Stream<Path> w = Files.walk(dir)) {
            Textbook.say(""
                    + w.map(Path::getFileName)
                            .map(Path::toString)
                            .filter(n -> n.length() == 1)
                            .sorted()
                            .collect(Collectors.toList()));
        }
        try {
            Files.delete(dir);
        } catch (DirectoryNotEmptyException e) {
            Textbook.say("not empty");
        }
        try {
            new FileInputStream("/nope");
        } catch (FileNotFoundException e) {
            Textbook.say(e.getMessage());
        }
        Properties p = new Properties();
        try (Reader r = new FileReader(dir.resolve("g").toFile())) {
            p.load(r);
        }
        Textbook.say("" + new TreeMap<>(p));
        for (Path e : List.of(f, dir.resolve("g"), dir)) Files.delete(e);
    }
}
