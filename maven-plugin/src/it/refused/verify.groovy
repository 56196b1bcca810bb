def log = new File(basedir, 'build.log').text
def said = log.readLines().findAll { it =~ /^\[(ERROR|WARNING)\] \w+\.java:/ }
assert said == new File(basedir, 'expected.txt').readLines()
assert log.contains('Bobbin cannot make these classes suspend: 2 errors, listed above.')
assert new File(basedir, 'target/classes/example').list() as Set == ['Account.class', 'Report.class'] as Set : 'nothing was written'
