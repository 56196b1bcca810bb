// What JaCoCo's report says of each line, against the comment on that line of the source.
def parser = new groovy.xml.XmlSlurper(false, false)
parser.setFeature('http://apache.org/xml/features/nonvalidating/load-external-dtd', false)
parser.setFeature('http://apache.org/xml/features/disallow-doctype-decl', false)
def report = parser.parse(new File(basedir, 'target/site/jacoco/jacoco.xml'))
def lines = report.'package'.sourcefile.find { it.@name == 'Shop.java' }.line.collectEntries {
    [it.@nr.text() as int, [missed: it.@mi.text() as int, covered: it.@ci.text() as int]]
}

// Each suspendable method is there twice and more, so a line that ran may be yellow; but never red, nor the others green.
def compared = 0
new File(basedir, 'src/main/java/example/Shop.java').eachLine { text, number ->
    def counts = lines[number]
    if (text.contains('; // ran') || text.contains('{ // ran') || text.contains(') // ran')) {
        assert counts && counts.covered > 0 : "line $number ran: $text"
        compared++
    } else if (text.endsWith('// did not run')) {
        assert counts && counts.covered == 0 && counts.missed > 0 : "line $number did not run: $text"
        compared++
    } else if (text.endsWith('// no code')) {
        assert !counts : "line $number has no code: $text"
    }
}
assert compared == 25

// Generated classes stay out: they have no counts, and so no row.
assert report.'package'.'class'.findAll { it.counter.size() > 0 }.collect { it.@name.text() } == ['example/Shop']
assert new File(basedir, 'target/site/jacoco/jacoco.csv').readLines().size() == 2
assert !new File(basedir, 'target/site/jacoco/example/index.html').text.contains('-frame')
