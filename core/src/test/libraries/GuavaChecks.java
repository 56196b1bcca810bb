import static dev.bobbin.harness.Probe.note;

import com.google.common.base.*;
import com.google.common.cache.*;
import com.google.common.collect.*;
import com.google.common.graph.*;
import com.google.common.hash.*;
import com.google.common.io.*;
import com.google.common.math.*;
import com.google.common.primitives.*;
import com.google.common.reflect.*;
import dev.bobbin.Suspendable;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Known answers of Guava. */
@Suspendable
public class Shape {

    public static void run() throws Exception {
        strings();
        collections();
        numbers();
        others();
    }

    static void strings() {
        note(Joiner.on("|").skipNulls().join("a", null, "b") + Joiner.on('&').withKeyValueSeparator("=").join(ImmutableMap.of("k", 1, "l", 2)));
        note(Splitter.on(',').trimResults().omitEmptyStrings().splitToList(" a, ,b,c "));
        note(Splitter.fixedLength(3).splitToList("abcdefgh") + "" + Splitter.on(';').withKeyValueSeparator(':').split("x:1;y:2"));
        note(CharMatcher.inRange('0', '9').retainFrom("a1b22") + CharMatcher.whitespace().collapseFrom(" a  b ", '_') + CharMatcher.anyOf("ab").countIn("abcab"));
        note(CaseFormat.LOWER_UNDERSCORE.to(CaseFormat.UPPER_CAMEL, "some_long_name") + CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_HYPHEN, "FooBar"));
        note(Strings.padStart("7", 3, '0') + Strings.commonSuffix("abcd", "xbcd") + Strings.repeat("ab", 3) + Strings.lenientFormat("%s-%s", 1, 2, 3));
        note(MoreObjects.toStringHelper("T").add("a", 1).omitNullValues().add("b", null).toString() + Ascii.toUpperCase("aB"));
    }

    static void collections() {
        Multimap<String, Integer> many = ArrayListMultimap.create();
        for (int i = 0; i < 10; i++) {
            many.put("k" + i % 3, i);
        }
        note(many.toString() + Multimaps.invertFrom(many, TreeMultimap.create()).toString());
        Table<String, Integer, Double> table = TreeBasedTable.create();
        table.put("r", 2, 1.5);
        table.put("q", 1, 2.5);
        note(table.toString() + Tables.transpose(table).column("q") + table.rowMap());
        note(Multisets.copyHighestCountFirst(HashMultiset.create(List.of("b", "a", "b"))).toString() + TreeMultiset.create(List.of(3, 1, 3)).headMultiset(3, BoundType.OPEN));
        RangeSet<Integer> ranges = TreeRangeSet.create();
        ranges.add(Range.closed(1, 10));
        ranges.remove(Range.open(3, 5));
        note(ranges.toString() + ranges.complement() + ranges.rangeContaining(4) + ranges.subRangeSet(Range.atLeast(6)));
        RangeMap<Integer, String> map = TreeRangeMap.create();
        map.put(Range.closedOpen(0, 10), "low");
        map.put(Range.closed(5, 7), "mid");
        note(map.toString() + map.get(6) + map.span());
        ImmutableSortedMap<String, Integer> sorted = ImmutableSortedMap.of("c", 3, "a", 1, "b", 2);
        note(sorted.toString() + sorted.headMap("b", true).descendingMap() + sorted.ceilingKey("bb"));
        BiMap<String, Integer> bi = HashBiMap.create();
        bi.put("one", 1);
        bi.forcePut("uno", 1);
        note(bi.toString() + bi.inverse());
        note(Lists.cartesianProduct(List.of(1, 2), List.of(3, 4)) + "" + Lists.partition(List.of(1, 2, 3), 2) + Lists.reverse(List.of(1, 2, 3)));
        note(Sets.powerSet(ImmutableSet.of(1, 2)).size() + Sets.difference(ImmutableSet.of(1, 2, 3), ImmutableSet.of(2)).toString() + Sets.combinations(ImmutableSet.of(1, 2, 3), 2).size());
        note(Ordering.natural().reverse().nullsLast().sortedCopy(List.of(2, 3, 1)).toString() + Ordering.natural().leastOf(List.of(5, 1, 4), 2));
        note(FluentIterable.from(List.of(1, 2, 3, 4)).filter(n -> n % 2 == 0).transform(n -> n * n).append(7).toList());
        note(Iterables.getLast(Iterables.concat(List.of(1), List.of(2, 3))) + Iterators.toString(Iterators.cycle(List.of()))); 
        note(ImmutableListMultimap.of("a", 1, "a", 2).asMap() + "" + ImmutableRangeSet.of(Range.singleton(4)) + EvictingQueue.create(2));
        MinMaxPriorityQueue<Integer> queue = MinMaxPriorityQueue.maximumSize(3).create(List.of(5, 1, 4, 2));
        note(queue.pollFirst() + queue.pollLast() + queue.size());
        note(Maps.difference(Map.of("a", 1, "b", 2), Map.of("b", 3, "c", 4)).entriesDiffering() + "" + Maps.filterValues(ImmutableMap.of("x", 1, "y", 2), v -> v > 1));
        note(ContiguousSet.create(Range.closed(3, 6), DiscreteDomain.integers()).toString() + Comparators.isInOrder(List.of(1, 2), java.util.Comparator.naturalOrder()));
    }

    static void numbers() {
        note(IntMath.gcd(84, 36) + IntMath.pow(3, 5) + IntMath.sqrt(50, RoundingMode.CEILING) + IntMath.binomial(10, 3));
        note(LongMath.factorial(15) + LongMath.log10(12_345, RoundingMode.UP) + " " + LongMath.isPrime(1_000_003));
        note(DoubleMath.roundToInt(2.5, RoundingMode.HALF_EVEN) + BigIntegerMath.factorial(22).toString() + DoubleMath.fuzzyEquals(1, 1.01, 0.1));
        note(Stats.of(1, 2, 3, 4).populationStandardDeviation() + Quantiles.median().compute(5, 1, 3));
        note(Ints.tryParse("12") + Ints.asList(3, 4).indexOf(4) + Ints.join(",", 1, 2) + UnsignedLongs.toString(-1L) + UnsignedInteger.valueOf(7).plus(UnsignedInteger.ONE));
        note(Arrays.toString(Longs.toByteArray(258)) + Doubles.max(1, 3, 2) + Shorts.saturatedCast(99_999) + Chars.contains(new char[] {'a'}, 'a'));
        note(ImmutableIntArray.builder().add(1).addAll(new int[] {2, 3}).build().subArray(1, 3).toString());
    }

    static void others() throws Exception {
        note(Hashing.sha256().hashString("tea", StandardCharsets.UTF_8).toString() + Hashing.murmur3_128(7).hashLong(42) + Hashing.crc32().hashInt(5));
        BloomFilter<CharSequence> bloom = BloomFilter.create(Funnels.stringFunnel(StandardCharsets.UTF_8), 100);
        bloom.put("x");
        note(bloom.mightContain("x") + " " + Hashing.consistentHash(12345, 10));
        note(BaseEncoding.base64().encode("hello".getBytes(StandardCharsets.UTF_8)) + BaseEncoding.base32Hex().omitPadding().encode(new byte[] {1, 2, 3}) + BaseEncoding.base16().lowerCase().withSeparator(":", 2).encode(new byte[] {10, 11}));
        note(CharSource.concat(CharSource.wrap("a\nb"), CharSource.wrap("c")).readLines() + "" + ByteSource.wrap(new byte[] {1, 2, 3}).slice(1, 2).size());
        MutableGraph<Integer> graph = GraphBuilder.directed().allowsSelfLoops(false).build();
        graph.putEdge(1, 2);
        graph.putEdge(2, 3);
        graph.putEdge(3, 1);
        note(Graphs.hasCycle(graph) + " " + Graphs.reachableNodes(graph, 2) + Lists.newArrayList(Traverser.forGraph(graph).breadthFirst(1)) + Graphs.transpose(graph).edges());
        LoadingCache<String, Integer> cache = CacheBuilder.newBuilder().maximumSize(2).recordStats().build(CacheLoader.from(s -> s.length()));
        note(cache.get("abc") + cache.getUnchecked("de") + cache.get("abc") + cache.stats().hitCount());
        note(new TypeToken<List<Map<String, Integer>>>() {}.resolveType(List.class.getMethod("get", int.class).getGenericReturnType()).toString());
        note(Optional.of(3).transform(n -> n + 1).or(0) + " " + Enums.getIfPresent(RoundingMode.class, "UP").isPresent() + Range.closed(1, 3).encloses(Range.open(1, 2)));
        try {
            Preconditions.checkArgument(false, "bad %s", 7);
        } catch (IllegalArgumentException e) {
            note(e.getMessage());
        }
        note(Suppliers.memoize(() -> 8).get() + Converter.from((String s) -> s.length(), (Integer n) -> "n" + n).reverse().convert(5) + Equivalence.equals().pairwise().equivalent(List.of(1), List.of(1)));
    }
}
