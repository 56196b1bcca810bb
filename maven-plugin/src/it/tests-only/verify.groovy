def log = new File(basedir, 'build.log').text
assert !log.contains(':instrument (default)')
assert log =~ /Bobbin: 1 class read, 2 methods rewritten in \d+ ms/
assert log.contains('Tests run: 1, Failures: 0')

def warnings = log.readLines().findAll { it.startsWith('[WARNING] Bobbin: the goal') }
assert warnings == [
    '[WARNING] Bobbin: the goal test-instrument is bound to the phase generate-test-sources: the classes are made later, and stay as the compiler makes them. Leave <phase> out of its execution; it knows its phase.',
    '[WARNING] Bobbin: the goal test-instrument is bound to the phase test: classes were used before as the compiler has made them. Leave <phase> out of its execution; it knows its phase.',
]
