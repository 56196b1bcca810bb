import static dev.bobbin.harness.Probe.note;

import dev.bobbin.Suspendable;
import java.util.*;
import org.apache.commons.collections4.*;
import org.apache.commons.collections4.bag.*;
import org.apache.commons.collections4.bidimap.*;
import org.apache.commons.collections4.collection.*;
import org.apache.commons.collections4.comparators.*;
import org.apache.commons.collections4.iterators.*;
import org.apache.commons.collections4.keyvalue.*;
import org.apache.commons.collections4.list.*;
import org.apache.commons.collections4.map.*;
import org.apache.commons.collections4.multimap.*;
import org.apache.commons.collections4.queue.*;
import org.apache.commons.collections4.sequence.*;
import org.apache.commons.collections4.set.*;
import org.apache.commons.collections4.trie.*;

/** Known answers of commons-collections4. */
@Suspendable
public class Shape {

    public static void run() {
        maps();
        lists();
        bags();
        iterators();
        others();
    }

    static void maps() {
        TreeBidiMap<String, Integer> bidi = new TreeBidiMap<>();
        for (int i = 0; i < 20; i++) {
            bidi.put("k" + (i * 7 % 20), i);
        }
        bidi.removeValue(3);
        note(bidi.toString() + bidi.inverseBidiMap().firstKey() + bidi.nextKey("k5") + bidi.getKey(8));
        LRUMap<Integer, String> lru = new LRUMap<>(3);
        for (int i = 0; i < 5; i++) {
            lru.put(i, "v" + i);
            lru.get(2);
        }
        note(lru.toString() + lru.isFull() + lru.firstKey());
        LinkedMap<String, Integer> linked = new LinkedMap<>();
        linked.put("b", 1);
        linked.put("a", 2);
        note(linked.get(1) + linked.indexOf("a") + linked.nextKey("b") + linked.asList());
        CaseInsensitiveMap<String, Integer> insensitive = new CaseInsensitiveMap<>();
        insensitive.put("One", 1);
        insensitive.put("ONE", 2);
        note(insensitive.get("one") + insensitive.size());
        MultiKeyMap<String, Integer> keys = new MultiKeyMap<>();
        keys.put("a", "b", 1);
        keys.put("a", "b", "c", 2);
        note(keys.get("a", "b") + keys.get("a", "b", "c") + " " + keys.containsKey("b", "a"));
        Flat3Map<Integer, Integer> flat = new Flat3Map<>();
        for (int i = 0; i < 5; i++) {
            flat.put(i, i * i);
            note(flat.size() + flat.get(i));
        }
        PatriciaTrie<Integer> trie = new PatriciaTrie<>();
        for (String word : List.of("romane", "romanus", "romulus", "rubens", "ruber", "rubicon")) {
            trie.put(word, word.length());
        }
        note(trie.prefixMap("rub").toString() + trie.firstKey() + trie.selectKey("romanix") + trie.headMap("rubens"));
        ListOrderedMap<String, String> ordered = new ListOrderedMap<>();
        ordered.put(0, "x", "1");
        ordered.put(0, "y", "2");
        note(ordered.toString() + ordered.keyList() + ordered.remove(1));
        MultiValuedMap<String, Integer> many = new ArrayListValuedHashMap<>();
        many.put("a", 1);
        many.put("a", 2);
        many.putAll("b", List.of(3));
        note(many.toString() + many.get("a") + many.asMap() + MultiMapUtils.getValuesAsSet(many, "b"));
        note(MapUtils.getIntValue(Map.of("n", "12"), "n") + MapUtils.invertMap(Map.of(1, "x")).toString());
        PassiveExpiringMap<String, String> passive = new PassiveExpiringMap<>(100_000);
        passive.put("p", "q");
        note(passive.get("p") + new DefaultedMap<String, Integer>(7).get("none") + LazyMap.lazyMap(new HashMap<String, Integer>(), () -> 5).get("z"));
    }

    static void lists() {
        TreeList<Integer> tree = new TreeList<>();
        for (int i = 0; i < 30; i++) {
            tree.add(i / 2, i);
        }
        tree.remove(4);
        note(tree.toString() + tree.indexOf(7));
        CursorableLinkedList<String> cursored = new CursorableLinkedList<>(List.of("a", "b", "c"));
        CursorableLinkedList.Cursor<String> cursor = cursored.cursor(1);
        cursored.add(1, "x");
        cursor.next();
        cursor.remove();
        note(cursored.toString() + cursor.hasNext());
        NodeCachingLinkedList<Integer> nodes = new NodeCachingLinkedList<>(List.of(3, 1, 2));
        nodes.removeFirst();
        nodes.addLast(9);
        note(nodes.toString() + ListUtils.partition(List.of(1, 2, 3, 4, 5), 2) + ListUtils.longestCommonSubsequence("abcdefg", "xbdyfz"));
        note(ListUtils.union(List.of(1), List.of(2)) + "" + ListUtils.subtract(List.of(1, 2, 2), List.of(2)) + ListUtils.sum(List.of(1, 2), List.of(2, 3)));
        GrowthList<String> growth = new GrowthList<>();
        growth.set(2, "g");
        note(growth.toString() + SetUniqueList.setUniqueList(new ArrayList<>(List.of(1, 2, 1))) + FixedSizeList.fixedSizeList(List.of(1)).isFull());
    }

    static void bags() {
        Bag<String> bag = new TreeBag<>(List.of("b", "a", "b"));
        bag.add("c", 3);
        bag.remove("b", 1);
        note(bag.toString() + bag.getCount("c") + bag.uniqueSet());
        MultiSet<String> set = new org.apache.commons.collections4.multiset.HashMultiSet<>(List.of("x", "x", "y"));
        note(set.getCount("x") + set.size() + " " + set.setCount("y", 4) + set.getCount("y"));
        note(CollectionUtils.intersection(List.of(1, 2, 3), List.of(2, 3, 4)) + "" + CollectionUtils.disjunction(List.of(1, 2), List.of(2, 3)));
        note(CollectionUtils.getCardinalityMap(List.of("a", "b", "a")).get("a") + CollectionUtils.collate(List.of(1, 4), List.of(2, 3)).toString());
        note(CollectionUtils.permutations(List.of(1, 2, 3)).size() + " " + CollectionUtils.isSubCollection(List.of(1), List.of(1, 2)));
        note(new ArrayList<>(CompositeCollectionOf.both()).toString() + SetUtils.disjunction(Set.of(1, 2), Set.of(2, 3)).toSet());
    }

    static final class CompositeCollectionOf {
        static Collection<Integer> both() {
            CompositeCollection<Integer> composite = new CompositeCollection<>();
            composite.addComposited(List.of(1, 2), List.of(3));
            return composite;
        }
    }

    static void iterators() {
        note(IteratorUtils.toList(IteratorUtils.chainedIterator(List.of(1).iterator(), List.of(2, 3).iterator())));
        note(IteratorUtils.toList(new CollatingIterator<>(ComparableComparator.comparableComparator(), List.of(1, 5).iterator(), List.of(2, 9).iterator())));
        note(IteratorUtils.toList(new PermutationIterator<>(List.of(1, 2, 3))));
        note(IteratorUtils.toList(new ZippingIterator<>(List.of(1, 2).iterator(), List.of(8, 9).iterator())));
        PeekingIterator<Integer> peeking = new PeekingIterator<>(List.of(1, 2, 3).iterator());
        note(peeking.peek() + peeking.next() + peeking.element());
        PushbackIterator<Integer> pushback = new PushbackIterator<>(List.of(1, 2).iterator());
        pushback.pushback(7);
        note(IteratorUtils.toList(pushback));
        LoopingListIterator<String> looping = new LoopingListIterator<>(new ArrayList<>(List.of("p", "q")));
        note(looping.next() + looping.next() + looping.next() + looping.previous());
        FluentIterable<Integer> fluent = FluentIterable.of(5, 1, 4).append(2).limit(3).skip(1).zip(List.of(7, 8, 9));
        note(fluent.toList().toString() + fluent.size() + new ArrayList<>(fluent.reverse().unique().toList()));
        note(IterableUtils.toString(IterableUtils.reversedIterable(List.of(1, 2))) + IterableUtils.frequency(List.of("a", "b", "a"), "a"));
    }

    static void others() {
        CircularFifoQueue<Integer> ring = new CircularFifoQueue<>(3);
        for (int i = 0; i < 5; i++) {
            ring.add(i);
        }
        note(ring.toString() + ring.get(1) + ring.isAtFullCapacity());
        EditScript<Character> script = new SequencesComparator<>(List.of('a', 'b', 'c', 'd'), List.of('x', 'b', 'd', 'e')).getScript();
        StringBuilder edits = new StringBuilder();
        script.visit(new CommandVisitor<Character>() {
            public void visitInsertCommand(Character c) {
                edits.append('+').append(c);
            }

            public void visitKeepCommand(Character c) {
                edits.append('=').append(c);
            }

            public void visitDeleteCommand(Character c) {
                edits.append('-').append(c);
            }
        });
        note(edits.toString() + script.getModifications() + script.getLCSLength());
        note(new FixedOrderComparator<>("c", "a", "b").compare("a", "b") + new ComparatorChain<>(List.of(new BooleanComparator(true))).compare(true, false));
        note(new MultiKey<>("a", 1) + " " + new DefaultKeyValue<>("k", "v") + new TiedMapEntry<>(Map.of("t", 1), "t"));
        ListOrderedSet<String> ordered = ListOrderedSet.listOrderedSet(new ArrayList<>(List.of("z", "a", "z")));
        ordered.add(0, "m");
        note(ordered.toString() + ordered.indexOf("a") + ordered.asList());
        note(EnumerationUtils.toList(new StringTokenizer("a b")) + "" + ArrayUtilsOf.stack());
    }

    static final class ArrayUtilsOf {
        static String stack() {
            ArrayStackOf<Integer> stack = new ArrayStackOf<>();
            stack.push(1);
            stack.push(2);
            return stack.pop() + "" + stack.peek();
        }
    }

    @SuppressWarnings("deprecation")
    static final class ArrayStackOf<T> extends ArrayStack<T> {
        private static final long serialVersionUID = 1L;
    }
}
