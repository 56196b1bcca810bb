def log = new File(basedir, 'build.log').text
def errors = log.readLines().findAll { it.startsWith('[ERROR] Account.java:') }
assert errors == new File(basedir, 'expected.txt').readLines()
assert log.contains('Bobbin cannot make these classes suspend: 2 errors, listed above.')
assert new File(basedir, 'target/classes/example').list() as List == ['Account.class'] : 'nothing was written'
