"""What reading reports by itself, before any rule: a line for each name that its problems bear."""

from plangen.problems import Words

# In the order of the road: bytes, YAML, keys, values, variables, settings, comments.
ABOUT: dict[str, Words] = {
    "encoding": Words(
        "文件不是UTF-8编码：GB18030和UTF-16照读，但请另存为UTF-8；其他的无法读取",
        "not UTF-8: GB 18030 and UTF-16 are read, but save it as UTF-8; others cannot be read",
    ),
    "file-size": Words("文件太大，或内容太多", "the file is too large, or holds too many values"),
    "character": Words("文字里有不允许的控制字符", "a text holds a control character"),
    "empty-file": Words("文件是空的", "the file is empty"),
    "installation": Words("缺少读取YAML的部件", "what reads YAML is not installed"),
    "yaml": Words(
        "不合YAML的写法，如括号、引号、缩进或冒号有误",
        "it is no YAML: a bracket, a quote, an indent or a colon is wrong",
    ),
    "yaml-document": Words("“---”之后又是一份内容", "“---” begins another document"),
    "yaml-tag": Words("不支持YAML标签（!…）", "YAML tags (!…) are not supported"),
    "yaml-alias": Words(
        "不支持YAML锚点和引用（&…、*…）", "YAML anchors and aliases (&…, *…) are refused"
    ),
    "tab": Words("缩进里有制表符，应用空格", "a tab in an indent, where spaces should stand"),
    "odd-space": Words("缩进或键里有特殊空白字符", "an unusual space in an indent or a key"),
    "too-deep": Words("嵌套太深", "nested too deep"),
    "full-width-colon": Words(
        "键后面是全角冒号“：”，应是“:”和空格",
        "a full-width colon “：” after a key, where “: ” should stand",
    ),
    "full-width-comma": Words(
        "列表里的全角逗号不分隔各项；请改用“,”，或给文字加引号",
        "a full-width comma does not separate list items; use “,” or quote the text",
    ),
    "folded-text": Words(
        "文字跨行书写，将连成一段；分段请用“|”",
        "a text runs over lines and becomes one paragraph; use “|” to keep the lines",
    ),
    "unquoted-variable": Words(
        "以“{{”开头的文字没有加引号", "a text that begins with “{{” is not quoted"
    ),
    "unknown-key": Words(
        "不认识的键；plangen schema列出所有的键", "an unknown key; plangen schema lists all keys"
    ),
    "duplicate-key": Words(
        "同一个键写了两次，中文名和英文名也算", "a key is given twice, be it by its other name"
    ),
    "missing-key": Words("缺少必需的键", "a required key is missing"),
    "unknown-section": Words(
        "“sections”里点名的部分在计划里没有", "“sections” names a section that the plan lacks"
    ),
    "wrong-kind": Words(
        "值的种类不对，如应是文字而写了列表", "a value of another kind, such as a list for a text"
    ),
    "empty": Words(
        "键后面没有内容；请填写，或删去这个键",
        "nothing stands at a key; fill it in or remove the key",
    ),
    "one-line": Words("只能写一行的地方写了几行", "several lines where only one can stand"),
    "year": Words("年度不是四位数字", "the year is not written in four digits"),
    "month": Words("不是月份，如3、4-5、第一季度", "no month, such as 3, 4-5 or 第一季度"),
    "impossible-date": Words("没有这一天", "there is no such day"),
    "number": Words("不是数", "no number"),
    "yes-no": Words("应是true或false", "true or false should stand there"),
    "choice": Words("不在可选范围内", "none of the choices"),
    "marker": Words(
        "不能作序号：数应在1至999之间，且只有一处",
        "no marker: it has one number, from 1 to 999",
    ),
    "table-row": Words("表格的一行与表头的格数不同", "a row has more or fewer cells than the head"),
    "layout-file": Words(
        "版式文件无法读取，或沿用了自己", "a layout file cannot be read, or builds on itself"
    ),
    "undefined-variable": Words(
        "变量没有值；请写入“vars”，或用--set",
        "a variable is not given; add it to “vars” or use --set",
    ),
    "unused-variable": Words("--set给出的变量没有用到", "a variable of --set is not used"),
    "empty-cell": Words(
        "名册里的一格是空的，计划却要用它", "the plan asks for a cell that is empty"
    ),
    "variable": Words("变量无法填入文字", "a text cannot be filled with its variables"),
    "variable-syntax": Words("变量的写法有误", "a variable is not well written"),
    "variable-security": Words("变量里有不允许的运算", "a variable does what is not allowed"),
    "unknown-field": Words(
        "名册的列或单独文件指向计划里没有的字段",
        "a column or an override addresses a field that the plan lacks",
    ),
    "settings": Words(
        "设置文件.plangen.yaml有误；改好之前不用规则",
        "the settings in .plangen.yaml are wrong; until they are mended, no rule is applied",
    ),
    "ignore-comment": Words(
        "plangen注释看不懂，或点名的规则不存在",
        "a comment for plangen is not understood, or names no rule",
    ),
}
