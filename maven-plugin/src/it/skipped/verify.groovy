def log = new File(basedir, 'build.log').text
assert log.readLines().count { it.contains('Bobbin is skipped (bobbin.skip): the classes stay as they are.') } == 2
assert !log.contains('methods rewritten')
assert !new File(basedir, 'target/classes/example/Plain.class').getText('ISO-8859-1').contains('twice-co')

// The plugin's own help says how to skip it.
['bobbin:instrument', 'bobbin:test-instrument'].each { assert log.contains(it) }
assert log =~ /skip \(Default: false\)\s+Leaves the classes as the compiler made them\.\s+User property: bobbin\.skip/
