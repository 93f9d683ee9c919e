/** The Python program that runs a model's tests against several implementations: unittest classes, plain functions, a little pytest. */
import { pythonTools } from './pythonHarness.ts';

export interface TestRunnerJob {
  readonly marker: string;
  /** Name under which the tests import the code. */
  readonly moduleName: string;
  readonly testCode: string;
  readonly implementations: readonly string[];
}

/** Prints `{implementation, passed, failed, loadError?}` for each implementation. */
export function pythonTestRunner(job: TestRunnerJob): string {
  const implementations = JSON.stringify(JSON.stringify(job.implementations));
  return `${pythonTools(job.marker)}
import types, unittest, io, itertools, inspect
${pytestStandIn}
def __run(number, source):
    module = types.ModuleType(${JSON.stringify(job.moduleName)})
    sys.modules[${JSON.stringify(job.moduleName)}] = module
    exec(compile(source, ${JSON.stringify(`${job.moduleName}.py`)}, 'exec'), module.__dict__)
    scope = types.ModuleType('test_answer')
    sys.modules['test_answer'] = scope
    scope.__dict__.update({name: value for name, value in module.__dict__.items() if not name.startswith('__')})
    passed, failed, load_error = [], [], None
    try:
        exec(compile(${JSON.stringify(job.testCode)}, 'test_answer.py', 'exec'), scope.__dict__)
    except SystemExit:
        pass
    except BaseException as error:
        load_error = described(error)['types'][0] + ': ' + described(error)['message']
    for name, run in __tests_of(scope, module):
        try:
            run()
            passed.append(name)
        except BaseException as error:
            if type(error).__name__ in ('SkipTest', 'Skipped'): continue
            failed.append(name)
    document = {'implementation': number, 'passed': passed, 'failed': failed}
    if load_error is not None: document['loadError'] = load_error
    say(document)

${testCollector}
sys.stdout = sys.stderr = io.StringIO()
for number, source in enumerate(loads(${implementations})):
    __run(number, source)
`;
}

/** The parts of pytest that short test files use. */
const pytestStandIn = `
def __pytest():
    module = types.ModuleType('pytest')
    class Skipped(Exception): pass
    class Raises:
        def __init__(self, expected, match=None):
            self.expected, self.match, self.value = expected, match, None
        def __enter__(self): return self
        def __exit__(self, kind, error, trace):
            import re
            if kind is None: raise AssertionError('did not raise')
            self.value, self.type = error, kind
            if not issubclass(kind, self.expected): return False
            if self.match is not None and not re.search(self.match, str(error)): raise AssertionError('message does not match')
            return True
    def raises(expected, *args, match=None, **options):
        context = Raises(expected, match)
        if not args: return context
        with context: args[0](*args[1:], **options)
        return context
    class Approx:
        def __init__(self, value, rel=None, abs=None): self.value, self.rel, self.abs = value, rel, abs
        def __eq__(self, other):
            if isinstance(self.value, (list, tuple)): return len(self.value) == len(other) and all(Approx(a, self.rel, self.abs) == b for a, b in zip(self.value, other))
            return abs(other - self.value) <= max(self.abs or 1e-12, (self.rel or 1e-6) * abs(self.value))
    def parametrize(names, sets, **_):
        names = [n.strip() for n in names.split(',')] if isinstance(names, str) else list(names)
        def decorate(function):
            rows = [dict(zip(names, getattr(row, 'values', row) if len(names) > 1 else [getattr(row, 'values', [row])[0] if isinstance(row, Param) else row])) for row in sets]
            old = getattr(function, '__parameter_sets__', [{}])
            function.__parameter_sets__ = [{**a, **b} for a, b in itertools.product(old, rows)]
            return function
        return decorate
    class Param:
        def __init__(self, *values, **_): self.values = values
    class Mark:
        def __getattr__(self, name):
            if name == 'parametrize': return parametrize
            return lambda *args, **options: args[0] if args and callable(args[0]) else (lambda function: function)
    def fixture(function=None, **_):
        if function is None: return fixture
        def stand_in(*args, **options): return function(*args, **options)
        stand_in.__wrapped_fixture__ = function
        return stand_in
    def skip(reason=''): raise Skipped(reason)
    def fail(reason=''): raise AssertionError(reason)
    module.raises, module.approx, module.mark, module.fixture = raises, Approx, Mark(), fixture
    module.skip, module.fail, module.param, module.main = skip, fail, Param, lambda *a, **k: 0
    sys.modules['pytest'] = module
__pytest()
`;

/** unittest classes, pytest classes and plain functions, each with its parameter sets. */
const testCollector = `
def __tests_of(scope, module):
    for name, value in list(vars(scope).items()):
        if getattr(module, name, None) is value: continue
        if isinstance(value, type) and issubclass(value, unittest.TestCase):
            for method in unittest.TestLoader().getTestCaseNames(value):
                yield name + '.' + method, __case(value, method)
        elif isinstance(value, type) and name.startswith('Test'):
            for method in [m for m in dir(value) if m.startswith('test')]:
                yield from __expanded(name + '.' + method, getattr(value, method), scope, value)
        elif callable(value) and name.startswith('test') and not isinstance(value, type):
            yield from __expanded(name, value, scope, None)

def __case(kind, method):
    def run():
        result = unittest.TestResult()
        kind(method).run(result)
        problems = result.failures + result.errors
        if problems: raise AssertionError(problems[0][1][-200:])
    return run

def __expanded(name, function, scope, owner):
    for index, values in enumerate(getattr(function, '__parameter_sets__', [{}])):
        def run(values=values):
            arguments = dict(values)
            instance = [owner()] if owner else []
            if owner and hasattr(instance[0], 'setup_method'): instance[0].setup_method()
            for parameter in list(inspect.signature(function).parameters)[len(instance):]:
                fixture = getattr(scope, parameter, None)
                if parameter not in arguments and callable(fixture): arguments[parameter] = __fixture_value(fixture)
            function(*instance, **arguments)
        yield name + ('[' + str(index) + ']' if values else ''), run

def __fixture_value(fixture):
    value = getattr(fixture, '__wrapped_fixture__', fixture)()
    return next(value) if inspect.isgenerator(value) else value
`;
