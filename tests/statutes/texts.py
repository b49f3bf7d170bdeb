"""A made-up law for the tests, in two versions, and one that repeals another."""

HEAD = """# {title}

{history}

<!-- INFO END -->

"""
OLD = (
    HEAD.format(title="示例市招牌管理条例", history="2012年1月5日 示例市人民代表大会通过")
    + """## 第一章 总则

第一条 为了管理招牌，制定本条例。

第十八条 招牌应当牢固。

违反前款规定的，处五百元以下的罚款。
"""
)
NEW = (
    HEAD.format(
        title="示例市招牌管理条例",
        history="2012年1月5日 示例市人民代表大会通过\n\n2020年9月24日 示例市人民代表大会修订",
    )
    + """## 第一章 总则

第一条 为了管理招牌，制定本条例。

第十八条 招牌应当牢固。

设置大型招牌应当有下列材料：

（一）申请书；

(二)图纸。

第十八条之一 单位应当检查招牌。

## 第二章　法律责任

第一百零二条　违反本条例第十八条第二款规定的，责令限期改正；逾期不改正的，处一万元以上十万元以下的罚款。

违反本条例第十八条第一款规定的，可以处五百元以下罚款；货值金额不足1万元的，并处货值金额百分之五十以上三倍以下罚款。

第一百零三条 有前条第一款行为的，依照本条例第一百零二条第一款的规定处罚。

第一百〇四条 本条例自2021年1月1日起施行，《示例市广告牌条例》同时废止。
"""
)
REPEALED = (
    HEAD.format(title="示例市广告牌条例", history="2009年3月1日 示例市人民代表大会通过")
    + """第一条 广告牌应当整洁。

第二条 违反前条规定的，处二百元罚款。
"""
)


def write_laws(folder, **texts):
    """The texts as files of a folder of laws; a read-me file lies there too."""
    (folder / "地方性法规").mkdir(parents=True)
    (folder / "README.md").write_text("# 说明\n\n第一条 这不是法律。\n", encoding="utf-8")
    for name, text in texts.items():
        (folder / "地方性法规" / f"{name}.md").write_text(text, encoding="utf-8")
    return folder
