// What JaCoCo's report says of each line, against the comment on that line of the source.
def parser = new groovy.xml.XmlSlurper(false, false)
parser.setFeature('http://apache.org/xml/features/nonvalidating/load-external-dtd', false)
parser.setFeature('http://apache.org/xml/features/disallow-doctype-decl', false)
def report = parser.parse(new File(basedir, 'target/site/jacoco/jacoco.xml'))
def lines = report.'package'.sourcefile.find { it.@name == 'Shop.java' }.line.collectEntries {
    [it.@nr.text() as int, ['mi', 'ci', 'mb', 'cb'].collectEntries { name -> [name, it["@$name"].text() as int] }]
}

def compared = 0
new File(basedir, 'src/main/java/example/Shop.java').eachLine { text, number ->
    def counts = lines[number]
    def says = text.contains('// ') ? text.substring(text.indexOf('// ') + 3) : ''
    switch (says) {
        case 'ran':
            assert counts && counts.mi == 0 && counts.mb == 0 : "line $number: $text"
            break
        case 'ran one way':
            assert counts && counts.ci > 0 && counts.mb == 1 && counts.cb == 1 : "line $number: $text"
            break
        case 'did not run':
            assert counts && counts.ci == 0 && counts.cb == 0 && counts.mi > 0 : "line $number: $text"
            break
        case 'no code':
            assert !counts : "line $number: $text"
            return
        default:
            return
    }
    compared++
}
assert compared == 25

// The source's methods and no others, in the source's class.
def counted = report.'package'.'class'.findAll { it.counter.size() > 0 }
assert counted.collect { it.@name.text() } == ['example/Shop']
assert counted[0].method.collect { it.@name.text() } == ['<init>', 'open', 'serve', 'price', 'tip', 'close', 'isOpen']

// What is shipped has Bobbin's methods and none of JaCoCo's. Goal check, in the phase verify, has looked at it, too.
new java.util.jar.JarFile(new File(basedir, 'target/jacoco-offline-1.jar')).withCloseable { jar ->
    assert jar.getEntry('example/Shop$open-frame.class')
    def shop = new String(jar.getInputStream(jar.getEntry('example/Shop.class')).bytes, 'ISO-8859-1')
    assert shop.contains('open-resume') && !shop.contains('jacoco')
}
