package dev.bobbin.instrument.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The state machine of a method as a picture: its suspension points from top to bottom in the order of the code, and an edge wherever
 * control can get from one to the next.
 *
 * <p>An edge to the next row is a straight arrow. All others run in lanes, those that go down on the right, those that go back up on
 * the left. One lane serves all edges to the same row, as rails join before a station: twelve points in a loop around a
 * {@code switch}, each followed by any other, need twelve lanes on a side and not 66. Edges are drawn from their heads, so that the
 * dashes of those that share a lane fall on one another.
 */
final class Diagram {

    private static final int ROW = 60;
    private static final int HEIGHT = 34;
    private static final int LANE = 13;
    private static final int CORNER = 7;
    private static final int MARGIN = 6;
    private static final int TERMINAL = 84; // width of start, return and throw
    private static final int LONGEST_LABEL = 30;
    private static final int MOST_EDGES = 1000;

    private final MethodReport method;
    private final List<String> rows = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Markup markup;
    private int left;
    private int width;

    /** From one row to another. */
    private static final class Edge {
        private final int from;
        private final int to;
        private final boolean caught;

        Edge(int from, int to, boolean caught) {
            this.from = from;
            this.to = to;
            this.caught = caught;
        }

        boolean isStraight() {
            return to == from + 1;
        }

        boolean goesDown() {
            return to > from;
        }

        /** What names its lane: edges to one row share it, if they are drawn alike. */
        String lane() {
            return to + (goesDown() ? " down" : " up") + (caught ? " caught" : "");
        }

        int tail() {
            return center(from) + (caught ? 4 : 10);
        }

        int head() {
            return center(to) - (caught ? 4 : 10);
        }
    }

    /** What edges to one row have in common: how far from the nodes they run. */
    private static final class Lane {
        private final boolean down;
        private int top = Integer.MAX_VALUE;
        private int bottom;
        private int number;

        Lane(boolean down) {
            this.down = down;
        }

        void reach(Edge edge) {
            top = Math.min(top, Math.min(edge.tail(), edge.head()));
            bottom = Math.max(bottom, Math.max(edge.tail(), edge.head()));
        }

        boolean collidesWith(Lane other) {
            return down == other.down
                    && number == other.number
                    && top <= other.bottom + CORNER
                    && other.top <= bottom + CORNER;
        }
    }

    private Diagram(MethodReport method, Markup markup) {
        this.method = method;
        this.markup = markup;
    }

    /**
     * Draws the states of {@code method}, which has some.
     *
     * @return false if there are so many ways that nobody could follow them, nor a browser show them at once: then nothing is drawn
     */
    static boolean draw(MethodReport method, Markup markup) {
        Diagram diagram = new Diagram(method, markup);
        diagram.findEdges();
        if (diagram.edges.size() > MOST_EDGES) {
            return false;
        }
        diagram.layOut();
        diagram.draw();
        return true;
    }

    private void findEdges() {
        rows.add("start");
        method.points().forEach(point -> rows.add(String.valueOf(point.state())));
        for (String end : new String[] {WhereNext.RETURN, WhereNext.THROW}) {
            boolean reached = method.points().stream().anyMatch(point -> leadsTo(end, point.next()));
            if (reached || leadsTo(end, method.start())) {
                rows.add(end);
            }
        }
        addEdges(0, method.start());
        method.points().forEach(point -> addEdges(point.state(), point.next()));
    }

    private static boolean leadsTo(String place, WhereNext next) {
        return next.always().contains(place) || next.ifCaught().contains(place);
    }

    private void addEdges(int from, WhereNext next) {
        next.always().forEach(to -> edges.add(new Edge(from, rows.indexOf(to), false)));
        next.ifCaught().forEach(to -> edges.add(new Edge(from, rows.indexOf(to), true)));
    }

    /** Short lanes run inside, long ones outside. */
    private void layOut() {
        edges.stream()
                .filter(edge -> !edge.isStraight())
                .forEach(edge -> lanes.computeIfAbsent(edge.lane(), key -> new Lane(edge.goesDown()))
                        .reach(edge));
        List<Lane> placed = new ArrayList<>();
        lanes.values().stream()
                .sorted(Comparator.comparingInt((Lane lane) -> lane.bottom - lane.top)
                        .thenComparingInt(lane -> lane.top))
                .forEach(lane -> {
                    do {
                        lane.number++;
                    } while (placed.stream().anyMatch(lane::collidesWith));
                    placed.add(lane);
                });
        left = MARGIN + widthOfLanes(false);
        int longest = method.points().stream()
                .mapToInt(point -> label(point).length())
                .max()
                .orElse(0);
        width = Math.max(170, 40 + longest * 8 + 60);
    }

    private int widthOfLanes(boolean down) {
        int most = lanes.values().stream()
                .filter(lane -> lane.down == down)
                .mapToInt(lane -> lane.number)
                .max()
                .orElse(0);
        return most == 0 ? 0 : most * LANE + MARGIN;
    }

    private void draw() {
        int allWidth = left + width + widthOfLanes(true) + MARGIN;
        int allHeight = rows.size() * ROW - (ROW - HEIGHT) + 2 * MARGIN;
        markup.open(
                "svg",
                "class",
                "states",
                "role",
                "img",
                "viewBox",
                "0 0 " + allWidth + " " + allHeight,
                "width",
                String.valueOf(allWidth),
                "height",
                String.valueOf(allHeight));
        markup.element("title", inWords());
        edges.stream().filter(edge -> edge.caught).forEach(this::drawEdge);
        edges.stream().filter(edge -> !edge.caught).forEach(this::drawEdge);
        for (int row = 0; row < rows.size(); row++) {
            if (row > 0 && row <= method.points().size()) {
                drawPoint(method.points().get(row - 1));
            } else {
                drawTerminal(row);
            }
        }
        markup.close();
    }

    private void drawEdge(Edge edge) {
        String path;
        if (edge.isStraight()) {
            int x = left + width / 2;
            int top = center(edge.from) + HEIGHT / 2;
            path = String.format(Locale.ROOT, "M%d %dV%d", x, center(edge.to) - HEIGHT / 2, top);
        } else {
            boolean down = edge.goesDown();
            int number = lanes.get(edge.lane()).number;
            int outward = down ? 1 : -1;
            int lane = down ? left + width + number * LANE : left - number * LANE;
            int bend = Math.min(CORNER, Math.abs(edge.tail() - edge.head()) / 2);
            int fromHead = edge.tail() > edge.head() ? 1 : -1; // the lane's way from the head to the tail: down or up
            path = String.format(
                    Locale.ROOT,
                    "M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d",
                    side(edge.to, down),
                    edge.head(),
                    lane - outward * CORNER,
                    lane,
                    edge.head(),
                    lane,
                    edge.head() + fromHead * bend,
                    edge.tail() - fromHead * bend,
                    lane,
                    edge.tail(),
                    lane - outward * CORNER,
                    edge.tail(),
                    side(edge.from, down));
        }
        markup.empty(
                "path", "class", edge.caught ? "edge caught" : "edge", "d", path, "data-from", rows.get(edge.from));
    }

    /** Where edges leave or enter a row's node on its right or left. */
    private int side(int row, boolean right) {
        int half = (isPoint(row) ? width : TERMINAL) / 2;
        return left + width / 2 + (right ? half : -half);
    }

    private boolean isPoint(int row) {
        return row > 0 && row <= method.points().size();
    }

    private void drawPoint(Point point) {
        int y = center(point.state());
        markup.open("g", "class", "node", "data-state", String.valueOf(point.state()));
        markup.element(
                "title",
                point.callee().owner() + "." + point.callee().name()
                        + point.callee().descriptor());
        markup.empty(
                "rect",
                "x",
                String.valueOf(left),
                "y",
                String.valueOf(y - HEIGHT / 2),
                "width",
                String.valueOf(width),
                "height",
                String.valueOf(HEIGHT),
                "rx",
                "9");
        markup.empty("circle", "cx", String.valueOf(left + 19), "cy", String.valueOf(y), "r", "11");
        drawText(String.valueOf(point.state()), left + 19, y, "number");
        drawText(label(point), left + 38, y, "callee");
        if (point.callee().line() > 0) {
            drawText(":" + point.callee().line(), left + width - 11, y, "line");
        }
        markup.close();
    }

    private void drawTerminal(int row) {
        int y = center(row);
        int middle = left + width / 2;
        markup.open("g", "class", "end " + rows.get(row), "data-state", rows.get(row));
        markup.empty(
                "rect",
                "x",
                String.valueOf(middle - TERMINAL / 2),
                "y",
                String.valueOf(y - HEIGHT / 2),
                "width",
                String.valueOf(TERMINAL),
                "height",
                String.valueOf(HEIGHT),
                "rx",
                String.valueOf(HEIGHT / 2));
        drawText(rows.get(row), middle, y, "terminal");
        markup.close();
    }

    private void drawText(String content, int x, int y, String kind) {
        markup.element("text", content, "class", kind, "x", String.valueOf(x), "y", String.valueOf(y + 4));
    }

    private static String label(Point point) {
        String name = point.callee().name() + "()";
        return name.length() <= LONGEST_LABEL ? name : name.substring(0, LONGEST_LABEL - 1) + "…";
    }

    private static int center(int row) {
        return MARGIN + HEIGHT / 2 + row * ROW;
    }

    /** The picture for those who do not see it. */
    private String inWords() {
        StringBuilder words = new StringBuilder("From the start to ").append(inWords(method.start()));
        method.points()
                .forEach(point -> words.append("; from ")
                        .append(point.state())
                        .append(" to ")
                        .append(inWords(point.next())));
        return words.append('.').toString();
    }

    /** {@code 1–4, return; after a catch 6}. */
    static String inWords(WhereNext next) {
        String always = next.always().isEmpty() ? "nowhere" : ranges(next.always());
        return next.ifCaught().isEmpty() ? always : always + "; after a catch " + ranges(next.ifCaught());
    }

    /** Three and more in a row are written as a range. */
    static String ranges(List<String> places) {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < places.size(); ) {
            int end = i + 1;
            while (end < places.size() && follows(places.get(end), places.get(end - 1))) {
                end++;
            }
            if (end - i >= 3) {
                written.add(places.get(i) + "–" + places.get(end - 1));
            } else {
                written.addAll(places.subList(i, end));
            }
            i = end;
        }
        return String.join(", ", written);
    }

    private static boolean follows(String place, String before) {
        boolean areStates = Character.isDigit(place.charAt(0)) && Character.isDigit(before.charAt(0));
        return areStates && Integer.parseInt(place) == Integer.parseInt(before) + 1;
    }
}
