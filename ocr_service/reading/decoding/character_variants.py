"""Simplified characters and the traditional or Japanese forms that a recogniser takes them for.

Only pairs whose shapes are near each other: what stands on forms of companies, goods, places and persons. A recogniser
of all of Chinese knows both forms of each and is often too sure of the rarer one.
"""

from typing import Final

_PAIRS: Final = (
    "貨货 靜静 彈弹弾 廠厂 廣广広 東东 車车 業业 號号 單单単 實实実 圓圆円 國国 員员 "
    "張张 陳陈 劉刘 趙赵 黃黄 吳吴 孫孙 馬马 華华 電电 長长 門门 問问 間间 開开 "
    "關关関 閘闸 閥阀 鋼钢 鐵铁鉄 銅铜 鋁铝 錫锡 鋅锌 銀银 銷销 鍵键 鏈链 鍍镀 鎖锁 "
    "釘钉 針针 鑽钻 線线 紙纸 約约 級级 組组 結结 細细 統统 綠绿緑 網网 經经経 維维 "
    "緊紧 縮缩 總总総 續续続 紅红 純纯 計计 記记 訂订 設设 試试 話话 該该 語语 調调 "
    "請请 論论 證证証 讓让 貝贝 財财 責责 買买 貿贸 費费 資资 質质 購购 贈赠 負负 "
    "軟软 軸轴 較较 輕轻軽 輪轮 輸输 轉转転 頁页 頂顶 項项 順顺 預预 領领 題题 顏颜 "
    "類类 風风 飛飞 飯饭 飲饮 館馆 驗验験 鳥鸟 魚鱼 麗丽 齊齐斉 齒齿歯 龍龙竜 區区 "
    "縣县県 鄉乡郷 鎮镇 處处処 發发発 廢废廃 應应応 慶庆 庫库 將将 專专専 對对対 導导 "
    "屬属 層层 動动 務务 勞劳労 勝胜 協协 時时 晝昼 曉晓暁 會会 書书 機机 檢检検 "
    "構构 樣样様 標标 橋桥 權权権 樓楼 極极 榮荣栄 氣气気 漢汉 溫温 滿满満 測测 湯汤 "
    "漁渔 濃浓 濕湿 濟济済 灣湾 無无 燈灯 煙烟 熱热 爐炉 營营営 現现 環环 產产産 "
    "畫画 當当 異异 療疗 確确 碼码 磚砖 礦矿 禮礼 種种 稱称 積积 穩稳穏 節节 範范 "
    "築筑 簡简 籤签 聯联 聲声 職职 腦脑 臟脏 藝艺 藥药薬 蘇苏 蘭兰 萬万 葉叶 裝装 "
    "補补 製制 複复 見见 規规 視视 覺觉覚 觀观観 運运 過过 達达 遠远 適适 選选 還还 "
    "邊边辺 進进 連连 醫医 釋释釈 陽阳 陰阴 隊队 階阶 際际 險险険 雙双 雜杂雑 離离 "
    "難难 雲云 傑杰 價价価 側侧 備备 傳传伝 傷伤 億亿 優优 儀仪 內内 兩两両 冊册 "
    "凍冻 準准 幾几 則则 剛刚 創创 劃划 變变変 豐丰 頭头 廳厅庁 歸归帰 歲岁歳 貳贰弐 "
    "陸陆 參叁叄 壹壱 麼么 為为爲 於于 與与 舊旧 舉举挙 澤泽沢 壓压圧 戰战戦 擴扩拡 "
    "據据拠 擔担 擇择択 掛挂 揚扬 換换 損损 楊杨 謝谢 鄧邓 蕭萧 鍾钟 鐘钟 韓韩 馮冯 "
    "鄭郑蔣蒋 盧卢 賴赖 羅罗 輛辆 箇个 個个 臺台 檯台 條条 噸吨 "
)


def _variants() -> dict[str, str]:
    found: dict[str, str] = {}
    for forms in _PAIRS.split():
        for form in forms:
            others = found.get(form, "")
            found[form] = others + "".join(other for other in forms if other != form and other not in others)
    return {form: others for form, others in found.items() if others}


# Each form with all its other forms.
VARIANTS: Final = _variants()
# Forms that no simplified text has; the second of each group is the simplified one.
NOT_SIMPLIFIED: Final = frozenset(
    form for forms in _PAIRS.split() for place, form in enumerate(forms) if place != 1 and len(set(forms)) > 1
)


def is_simplified(text: str) -> bool:
    """Whether most of the characters that have several forms are simplified ones."""
    forms = [character in NOT_SIMPLIFIED for character in text if character in VARIANTS]
    return len(forms) > 2 * sum(forms)
