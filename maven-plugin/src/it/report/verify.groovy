import groovy.json.JsonSlurper

def directory = new File(basedir, 'target/bobbin')
def log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains('Bobbin: report in ') && it.endsWith('report.html') } == 4 : 'main and tests, in both builds'
assert log.count { it.contains('Bobbin: nothing to report.') } == 1 : 'before anything was built'

def report = new JsonSlurper().parse(new File(directory, 'report.json'))
assert report.classes*.name == ['example.Warehouse']
assert report.undescribed == []
def count = report.classes[0].methods.find { it.name == 'count' }
assert count.points.size() == 1
assert count.points[0].calls.name == 'yield'
assert count.points[0].keeps*.name.contains('counted')
assert count.points[0].next == ['1', 'return']
assert count.bytecode.resume > 0

def page = new File(directory, 'report.html').getText('UTF-8')
assert page.contains('<title>Warehouse &lt;north&gt;: suspension report</title>')
assert page.contains('<svg class="states"')
assert new File(directory, 'test-report.html').getText('UTF-8').contains('lambda in aGeneratorOfItsOwn()')
