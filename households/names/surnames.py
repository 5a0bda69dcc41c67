"""How surnames are read, where a general dictionary errs: it reads 单 as dan and 曾 as ceng.

Each entry gives the reading as a surname first, then what people who do not know the family type.
"""

_SINGLE = """
单 shan dan|曾 zeng ceng|仇 qiu chou|解 xie jie|区 ou qu|查 zha cha|朴 piao pu|盖 ge gai|任 ren
冼 xian|洗 xian xi|缪 miao mou|乐 yue le|翟 zhai di|种 chong zhong|逄 pang|员 yun yuan
召 shao zhao|秘 bi mi|折 she zhe|幺 yao|么 yao me|黑 he hei|繁 po fan|覃 qin tan|隗 wei kui
宓 mi fu|谌 chen shen|纪 ji|牟 mou mu|卜 bu bo|晁 chao|晟 cheng sheng|燕 yan|葛 ge|贾 jia|过 guo
华 hua|难 ning nan|钭 tou|句 gou ju|佴 nai er|应 ying|宿 su|曲 qu|石 shi|宁 ning|莘 shen xin
相 xiang|强 qiang jiang|郇 xun huan|柏 bai bo|薄 bo bao|阚 kan han|重 chong zhong|车 che|都 du dou
盛 sheng cheng|祭 zhai ji|瞿 qu|郗 xi chi|呙 guo|哈 ha|那 na|能 nai neng|眭 sui|訾 zi|逯 lu
郄 qie xi|笪 da|庹 tuo|亓 qi|仉 zhang|褚 chu|阮 ruan|贲 ben|费 fei bi|乜 nie mie|藏 zang cang
行 xing hang|镡 tan xin chan|番 pan fan|鬲 ge li|会 gui hui|率 shuai|尉 wei yu|长 chang zhang
朝 chao zhao|降 jiang xiang|校 xiao jiao|干 gan|且 ju qie|俟 qi si|术 zhu shu|殷 yin|臧 zang
麴 qu|曹 cao|谷 gu|郁 yu|遆 ti|亢 kang|景 jing|洛 luo|俞 yu|适 kuo shi|尹 yin|沈 shen|叶 ye
"""

# Their first reading in the dictionary is the surname; the further ones only blur a search.
_PLAIN = (
    "王吴朱许邓冯彭董潘蔡余于杜丁姚陆汪夏方白陶郝万莫汤温施邢齐倪庄詹焦甘祝包尚舒童裴霍涂冉蓝路"
    "游柴祁蒲房屈艾司古芦戚冷卞姬和隋沙甄明池苑封匡鞠南栗位祖漆支狄平容芮鹿阿母赫杭印嵇湛戎於呼"
    "居揭但斯檀信幸由"
)

_COMPOUND = """
欧阳 ou yang|上官 shang guan|司马 si ma|诸葛 zhu ge|单于 chan yu|尉迟 yu chi|万俟 mo qi
长孙 zhang sun|令狐 ling hu|澹台 tan tai|皇甫 huang fu|夏侯 xia hou|宇文 yu wen|慕容 mu rong
鲜于 xian yu|闾丘 lü qiu|司徒 si tu|司空 si kong|司寇 si kou|亓官 qi guan|子车 zi ju
颛孙 zhuan sun|端木 duan mu|巫马 wu ma|公孙 gong sun|公西 gong xi|公羊 gong yang|公冶 gong ye
公良 gong liang|漆雕 qi diao|乐正 yue zheng|壤驷 rang si|拓跋 tuo ba|夹谷 jia gu|宰父 zai fu
谷梁 gu liang|段干 duan gan|百里 bai li|东郭 dong guo|东方 dong fang|东门 dong men|南门 nan men
南宫 nan gong|西门 xi men|呼延 hu yan|羊舌 yang she|微生 wei sheng|梁丘 liang qiu|左丘 zuo qiu
第五 di wu|纳兰 na lan|独孤 du gu|赫连 he lian|完颜 wan yan|轩辕 xuan yuan|钟离 zhong li
濮阳 pu yang|淳于 chun yu|闻人 wen ren|申屠 shen tu|太史 tai shi|太叔 tai shu|仲孙 zhong sun
宗政 zong zheng
"""


def _read(table: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for line in table.split("\n") for entry in line.split("|") if entry)
    return {name: tuple(readings) for name, *readings in entries}


SINGLE = _read(_SINGLE)
"""Surname of one character → its readings, likeliest first."""

PLAIN = frozenset(_PLAIN)
"""Surnames for which the dictionary's first reading is enough."""

COMPOUND = _read(_COMPOUND)
"""Surname of two characters → one reading per character."""
